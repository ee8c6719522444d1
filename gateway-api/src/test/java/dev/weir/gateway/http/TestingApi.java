package dev.weir.gateway.http;

import dev.weir.gateway.ledger.PriceList;
import dev.weir.gateway.routing.Route;
import dev.weir.gateway.routing.RouteTable;
import dev.weir.gateway.routing.TieredRouter;
import dev.weir.gateway.routing.Timings;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.config.EnableWebFlux;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/** The whole web layer over scripted tiers: no server, no model, no provider. */
final class TestingApi implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final int LARGEST_BODY = 4096;

    private final AnnotationConfigApplicationContext context;
    private final WebTestClient client;

    private TestingApi(AnnotationConfigApplicationContext context) {
        this.context = context;
        this.client = WebTestClient.bindToApplicationContext(context)
                .configureClient()
                .responseTimeout(Duration.ofSeconds(30))
                .build();
    }

    static TestingApi over(Route route) {
        return over(route, false);
    }

    static TestingApi strictOver(Route route) {
        return over(route, true);
    }

    private static TestingApi over(Route route, boolean strict) {
        JsonMapper json = Json.mapper();
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        RouteTable routes = new RouteTable(List.of(route), Map.of("alias/of-r", "r"));
        TieredRouter router = new TieredRouter(
                routes,
                new PriceList(Map.of(), BigDecimal.valueOf(36)),
                _ -> {},
                new Timings(Clock.systemUTC(), Schedulers.parallel(), Map.of()));
        ErrorResponses errors = new ErrorResponses(json, LARGEST_BODY);
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.register(Flux.class);
        context.registerBean("errors", ErrorResponses.class, () -> errors);
        context.registerBean("requestIds", RequestIds.class, () -> new RequestIds(() -> "req-1"));
        Intake intake = new Intake(router, options(strict), json, clock, _ -> {}, _ -> Schedulers.immediate());
        context.registerBean(
                "chat",
                ChatCompletionsController.class,
                () -> new ChatCompletionsController(intake, new Repeats(1 << 20, clock), errors));
        context.registerBean(
                "completions",
                CompletionsController.class,
                () -> new CompletionsController(intake, new Repeats(1 << 20, clock), errors));
        context.registerBean("embeddings", EmbeddingsController.class, () -> new EmbeddingsController(intake));
        context.registerBean("decisions", DecisionsController.class, () -> new DecisionsController(intake));
        context.registerBean("models", ModelsController.class, () -> new ModelsController(routes, NOW));
        context.refresh();
        return new TestingApi(context);
    }

    private static ApiOptions options(boolean strict) {
        return new ApiOptions(LARGEST_BODY, Duration.ofSeconds(30), strict, !strict);
    }

    WebTestClient client() {
        return client;
    }

    WebTestClient.ResponseSpec post(String body) {
        return post("/v1/chat/completions", body);
    }

    WebTestClient.ResponseSpec post(String path, String body) {
        return client.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    @Override
    public void close() {
        context.close();
    }

    @EnableWebFlux
    static class Flux {}
}
