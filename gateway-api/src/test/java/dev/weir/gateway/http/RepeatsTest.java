package dev.weir.gateway.http;

import static dev.weir.gateway.routing.Scripted.drafting;
import static dev.weir.gateway.routing.Scripted.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.routing.LocalEvent;
import dev.weir.gateway.routing.Scripted;
import dev.weir.gateway.routing.TierException;
import dev.weir.gateway.routing.TierFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** A request that comes again is answered once. ConformanceIT holds it for streams: here their bodies come too late. */
class RepeatsTest {

    private static final String PLAIN = "{\"model\":\"r\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String STREAMED = PLAIN.replace("{\"model\"", "{\"stream\":true,\"model\"");

    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void answersTheSameTwiceAndAsksTheModelOnce() {
        try (TestingApi api = counting()) {
            String first = answer(api, PLAIN, "one");
            String again = answer(api, PLAIN, "one");

            assertThat(again).isEqualTo(first).contains("a label");
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void asksAgainForAnotherKey() {
        try (TestingApi api = counting()) {
            answer(api, PLAIN, "one");
            answer(api, PLAIN, "another");

            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void refusesAKeyThatCameWithAnotherBody() {
        try (TestingApi api = counting()) {
            answer(api, PLAIN, "one");

            post(api, STREAMED, "one")
                    .expectStatus()
                    .isBadRequest()
                    .expectBody()
                    .jsonPath("$.error.param")
                    .isEqualTo("idempotency-key");
        }
    }

    @Test
    void repeatsNoFailure() {
        Flux<LocalEvent> failing = Flux.defer(() -> {
            asked.incrementAndGet();
            return Flux.error(TierException.of(TierFailure.BROKEN, null));
        });
        try (TestingApi api = TestingApi.over(route(Scripted.local(failing), null))) {
            post(api, PLAIN, "one").expectStatus().is5xxServerError();
            post(api, PLAIN, "one").expectStatus().is5xxServerError();

            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void refusesWhileTheFirstIsBeingAnswered() {
        Repeats repeats = new Repeats(1 << 20, InstantSource.system());
        var running = repeats.once(exchange(), "body", _ -> Mono.never()).subscribe();

        StepVerifier.create(repeats.once(exchange(), "body", _ -> Mono.empty()))
                .verifyErrorSatisfies(failure ->
                        assertThat(((ProblemException) failure).problem()).isEqualTo(Problem.STILL_RUNNING));
        running.dispose();
        StepVerifier.create(repeats.once(exchange(), "body", _ -> Mono.empty())).verifyComplete();
    }

    @Test
    void forgetsAfterAnHour() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        Repeats repeats = new Repeats(1 << 20, now::get);
        repeats.once(exchange(), "body", this::count).block();
        now.set(Instant.EPOCH.plus(Repeats.REMEMBERED).plus(Duration.ofSeconds(1)));
        repeats.once(exchange(), "body", this::count).block();

        assertThat(asked).hasValue(2);
    }

    @Test
    void keepsNoMoreThanItsMemory() {
        Repeats repeats = new Repeats(1, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        for (int i = 0; i < 2; i++) {
            repeats.once(exchange(), "body", exchange -> {
                        asked.incrementAndGet();
                        var buffer = exchange.getResponse().bufferFactory().wrap(new byte[2]);
                        return exchange.getResponse().writeWith(Mono.just(buffer));
                    })
                    .block();
        }

        assertThat(asked).hasValue(2);
    }

    private Mono<Void> count(org.springframework.web.server.ServerWebExchange exchange) {
        asked.incrementAndGet();
        return exchange.getResponse().setComplete();
    }

    private static MockServerWebExchange exchange() {
        return MockServerWebExchange.from(
                MockServerHttpRequest.post("/v1/chat/completions").header("idempotency-key", "k"));
    }

    private TestingApi counting() {
        Flux<LocalEvent> events = Flux.defer(() -> {
            asked.incrementAndGet();
            return drafting(0.9, "a label").answer(dev.weir.gateway.routing.Prompts.asking("hi"));
        });
        return TestingApi.over(route(Scripted.local(events), null));
    }

    private static String answer(TestingApi api, String body, String key) {
        byte[] answer = post(api, body, key)
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult()
                .getResponseBody();
        return new String(java.util.Objects.requireNonNull(answer), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static WebTestClient.ResponseSpec post(TestingApi api, String body, String key) {
        return api.client()
                .post()
                .uri("/v1/chat/completions")
                .header("idempotency-key", key)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }
}
