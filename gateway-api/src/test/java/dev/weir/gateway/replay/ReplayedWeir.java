package dev.weir.gateway.replay;

import dev.weir.escalation.testing.TestingProvider;
import dev.weir.gateway.GatewayApplication;
import dev.weir.gateway.replay.Traffic.Turn;
import dev.weir.gateway.routing.Route;
import dev.weir.gateway.routing.RouteTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole application in this process, asked over HTTP. One thing is exchanged: the local tier of its route
 * {@value #ROUTE} is {@link ScriptedDrafts}.
 */
final class ReplayedWeir implements AutoCloseable {

    private static final String ROUTE = "maths";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ScriptedDrafts drafts = new ScriptedDrafts();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final TestingProvider upstream;
    private final ConfigurableApplicationContext application;
    private int asked;

    private ReplayedWeir(List<Pair> pairs, Path data, String... arguments) {
        this.upstream = TestingProvider.start().answers(new ScriptedUpstream(pairs));
        this.application = new SpringApplicationBuilder(GatewayApplication.class)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .initializers(context -> context.getBeanFactory().addBeanPostProcessor(new Exchange(drafts)))
                .run(Stream.concat(settings(data), Stream.of(arguments)).toArray(String[]::new));
    }

    static ReplayedWeir over(List<Pair> pairs, Path data, String... arguments) {
        return new ReplayedWeir(pairs, data, arguments);
    }

    private Stream<String> settings(Path data) {
        return Stream.of(
                "--server.port=0",
                "--management.server.port=0",
                "--logging.level.weir.access=warn",
                "--weir.data-directory=" + data,
                "--weir.providers.strong.base-url=" + upstream.baseUrl(),
                "--weir.providers.strong.api-key=sk-testing",
                "--weir.routes.maths.local=weir-intents",
                "--weir.routes.maths.hosted=strong/strong",
                "--weir.routes.maths.error-target=0.05",
                "--weir.routes.maths.audits.comparison=judge",
                "--weir.routes.maths.audits.calls-per-day=1000000");
    }

    /** Asks one question and says which tier answered. */
    String ask(Turn turn) {
        String id = "replay-" + asked++;
        drafts.expect(id, turn);
        String body = JSON.writeValueAsString(Map.of(
                "model",
                ROUTE,
                "messages",
                List.of(Map.of("role", "user", "content", turn.pair().question()))));
        HttpResponse<String> answer = send(HttpRequest.newBuilder(at("local.server.port", "/v1/chat/completions"))
                .header("content-type", "application/json")
                .header("x-request-id", id)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.body());
        }
        return answer.headers().firstValue("x-weir-tier").orElseThrow();
    }

    /** What {@code /actuator/weir-certificates} says of the route. */
    JsonNode certificate() {
        return JSON.readTree(manage("/actuator/weir-certificates"))
                .path("routes")
                .valueStream()
                .filter(route -> route.path("route").asString().equals(ROUTE))
                .findFirst()
                .orElseThrow();
    }

    /** The samples of one metric of the route, each with its labels, as Prometheus reads them. */
    List<String> metric(String name) {
        return manage("/actuator/prometheus")
                .lines()
                .filter(line -> line.startsWith(name + "{") && line.contains("route=\"" + ROUTE + "\""))
                .toList();
    }

    private String manage(String path) {
        return send(HttpRequest.newBuilder(at("local.management.port", path)).build())
                .body();
    }

    private URI at(String portProperty, String path) {
        return URI.create("http://127.0.0.1:" + application.getEnvironment().getRequiredProperty(portProperty) + path);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        application.close();
        upstream.close();
        http.close();
    }

    /** Puts the scripted tier where the route's own was; all else of the route stays. */
    private record Exchange(ScriptedDrafts drafts) implements BeanPostProcessor {

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            return bean instanceof RouteTable table
                    ? new RouteTable(
                            table.routes().stream().map(this::exchanged).toList(), Map.of())
                    : bean;
        }

        private Route exchanged(Route route) {
            return route.id().value().equals(ROUTE)
                    ? new Route(
                            route.id(),
                            drafts,
                            route.hosted(),
                            route.standing(),
                            route.pin(),
                            route.egressDenied(),
                            route.onHostedUnavailable())
                    : route;
        }
    }
}
