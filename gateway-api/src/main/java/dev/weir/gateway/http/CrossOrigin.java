package dev.weir.gateway.http;

import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Tells browsers which other sites' pages may use the API: those that the operator names, and by default none. */
final class CrossOrigin implements WebFilter {

    private static final String ANY = "*";
    private static final List<HttpMethod> METHODS = List.of(HttpMethod.GET, HttpMethod.POST);
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final List<String> origins;

    /** @param origins such as {@code https://chat.example.com}; {@code *} is any */
    CrossOrigin(List<String> origins) {
        this.origins = List.copyOf(origins);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        HttpHeaders request = exchange.getRequest().getHeaders();
        String origin = request.getOrigin();
        if (origin == null || !(origins.contains(origin) || origins.contains(ANY))) {
            return chain.filter(exchange);
        }
        HttpHeaders response = exchange.getResponse().getHeaders();
        response.setAccessControlAllowOrigin(origin);
        response.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        if (!isPreflight(exchange)) {
            response.setAccessControlExposeHeaders(WeirHeaders.TOLD);
            return chain.filter(exchange);
        }
        response.setAccessControlAllowMethods(METHODS);
        response.setAccessControlAllowHeaders(request.getAccessControlRequestHeaders());
        response.setAccessControlMaxAge(REMEMBERED);
        exchange.getResponse().setStatusCode(HttpStatus.NO_CONTENT);
        return exchange.getResponse().setComplete();
    }

    /** What a browser asks before it sends the request itself. */
    private static boolean isPreflight(ServerWebExchange exchange) {
        return HttpMethod.OPTIONS.equals(exchange.getRequest().getMethod())
                && exchange.getRequest().getHeaders().getAccessControlRequestMethod() != null;
    }
}
