package dev.weir.gateway.http;

import dev.weir.gateway.config.ApiConfig;
import dev.weir.gateway.config.GatewayConfig;
import dev.weir.gateway.metering.GatewayMeters;
import dev.weir.gateway.routing.RouteTable;
import dev.weir.gateway.routing.TieredRouter;
import java.time.Clock;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.web.server.WebFilter;
import tools.jackson.databind.json.JsonMapper;

/** The web layer's part of the object graph; it is here so that its types need not be public. */
@Configuration(proxyBeanMethods = false)
public class HttpWiring {

    @Bean
    ApiOptions apiOptions(GatewayConfig config) {
        return new ApiOptions(
                (int) config.api().largestBody().toBytes(),
                config.api().unknownParameters() == ApiConfig.UnknownParameters.REJECT,
                config.api().allowPins());
    }

    @Bean
    @Order(1)
    WebFilter requestIds() {
        return new RequestIds(() -> UUID.randomUUID().toString().replace("-", ""));
    }

    @Bean
    @Order(2)
    WebFilter accessLog() {
        return new AccessLog();
    }

    @Bean
    ErrorResponses errorResponses(JsonMapper json, ApiOptions options) {
        return new ErrorResponses(json, options.largestBody());
    }

    @Bean
    ChatCompletionsController chatCompletions(
            TieredRouter router,
            ApiOptions options,
            JsonMapper json,
            Clock clock,
            ErrorResponses errors,
            GatewayMeters meters) {
        return new ChatCompletionsController(
                router, options, json, clock, errors, _ -> meters.unknownParameter(), EventLoops::of);
    }

    @Bean
    ModelsController models(RouteTable routes, Clock clock) {
        return new ModelsController(routes, clock.instant());
    }
}
