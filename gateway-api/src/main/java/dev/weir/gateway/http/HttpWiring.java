package dev.weir.gateway.http;

import dev.weir.gateway.audit.Feedback;
import dev.weir.gateway.config.ApiConfig;
import dev.weir.gateway.config.GatewayConfig;
import dev.weir.gateway.metering.GatewayMeters;
import dev.weir.gateway.routing.RouteTable;
import dev.weir.gateway.routing.TieredRouter;
import java.time.Clock;
import java.util.UUID;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.web.server.WebFilter;
import reactor.netty.NettyPipeline;
import tools.jackson.databind.json.JsonMapper;

/** The web layer's part of the object graph; it is here so that its types need not be public. */
@Configuration(proxyBeanMethods = false)
public class HttpWiring {

    @Bean
    ApiOptions apiOptions(GatewayConfig config) {
        return new ApiOptions(
                (int) config.api().largestBody().toBytes(),
                config.api().longestSilence(),
                config.api().unknownParameters() == ApiConfig.UnknownParameters.REJECT,
                config.api().allowPins());
    }

    @Bean
    @Order(1)
    WebFilter requestIds() {
        return new RequestIds(HttpWiring::newId);
    }

    private static String newId() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    /** Closest to the wire, where the server answers what it cannot read by itself. */
    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> bareResponses(JsonMapper json) {
        return factory ->
                factory.addServerCustomizers(server -> server.doOnChannelInit((_, channel, _) -> channel.pipeline()
                        .addAfter(
                                NettyPipeline.HttpCodec, "bareResponses", new BareResponses(json, HttpWiring::newId))));
    }

    @Bean
    @Order(2)
    WebFilter accessLog() {
        return new AccessLog();
    }

    @Bean
    @Order(3)
    WebFilter crossOrigin(GatewayConfig config) {
        return new CrossOrigin(config.api().corsOrigins());
    }

    @Bean
    Repeats repeats(GatewayConfig config, Clock clock) {
        return new Repeats(config.api().repeatMemory().toBytes(), clock);
    }

    @Bean
    ErrorResponses errorResponses(JsonMapper json, ApiOptions options) {
        return new ErrorResponses(json, options.largestBody());
    }

    @Bean
    ChatCompletionsController chatCompletions(Intake intake, Repeats repeats, ErrorResponses errors) {
        return new ChatCompletionsController(intake, repeats, errors);
    }

    @Bean
    CompletionsController completions(Intake intake, Repeats repeats, ErrorResponses errors) {
        return new CompletionsController(intake, repeats, errors);
    }

    @Bean
    Intake intake(TieredRouter router, ApiOptions options, JsonMapper json, Clock clock, GatewayMeters meters) {
        return new Intake(router, options, json, clock, _ -> meters.unknownParameter(), EventLoops::of);
    }

    @Bean
    EmbeddingsController embeddings(Intake intake) {
        return new EmbeddingsController(intake);
    }

    @Bean
    DecisionsController decisions(Intake intake) {
        return new DecisionsController(intake);
    }

    @Bean
    FeedbackController feedbackController(Feedback feedback, ApiOptions options, JsonMapper json) {
        return new FeedbackController(feedback, options, json);
    }

    @Bean
    ModelsController models(RouteTable routes, Clock clock) {
        return new ModelsController(routes, clock.instant());
    }
}
