package dev.weir.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;

class CrossOriginTest {

    private static final String SITE = "https://chat.example.com";

    @Test
    void saysNothingToAnyoneUnlessConfigured() {
        assertThat(answerTo(SITE, List.of()).getAccessControlAllowOrigin()).isNull();
    }

    @Test
    void saysNothingToASiteThatIsNotNamed() {
        assertThat(answerTo("https://other.example.com", List.of(SITE)).getAccessControlAllowOrigin())
                .isNull();
    }

    @Test
    void letsANamedSiteReadTheHeaders() {
        HttpHeaders headers = answerTo(SITE, List.of(SITE));

        assertThat(headers.getAccessControlAllowOrigin()).isEqualTo(SITE);
        assertThat(headers.getAccessControlExposeHeaders()).contains("x-request-id", "x-weir-tier");
        assertThat(headers.getVary()).contains("Origin");
    }

    @Test
    void answersAPreflightByItself() {
        MockServerWebExchange asking = MockServerWebExchange.from(MockServerHttpRequest.options("/v1/chat/completions")
                .header("Origin", SITE)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization, content-type"));

        new CrossOrigin(List.of("*"))
                .filter(asking, _ -> Mono.error(new IllegalStateException("it went further")))
                .block();

        assertThat(asking.getResponse().getStatusCode()).isEqualTo(HttpStatus.NO_CONTENT);
        assertThat(asking.getResponse().getHeaders().getAccessControlAllowHeaders())
                .containsExactly("authorization", "content-type");
    }

    private static HttpHeaders answerTo(String origin, List<String> allowed) {
        MockServerWebExchange exchange = MockServerWebExchange.from(
                MockServerHttpRequest.get("/v1/models").header("Origin", origin));
        new CrossOrigin(allowed).filter(exchange, _ -> Mono.empty()).block();
        return exchange.getResponse().getHeaders();
    }
}
