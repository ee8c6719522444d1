package dev.weir.gateway.config;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Everything an operator can set, under {@code weir}.
 *
 * @param api how strict the API is
 * @param localModel a model put in front of the route {@code auto} with no other configuration
 * @param localModels by name
 * @param providers of hosted models, by name
 * @param routes by name
 * @param aliases other names of routes
 * @param prices by hosted model
 * @param coreHourUsd dollars for one processor core for one hour, which is what local work costs
 * @param dataDirectory where certificates and whatever else outlives the process lies
 */
@ConfigurationProperties(prefix = "weir", ignoreUnknownFields = false)
public record GatewayConfig(
        @DefaultValue ApiConfig api,
        @Nullable LocalModelConfig localModel,
        @DefaultValue Map<String, LocalModelConfig> localModels,
        @DefaultValue Map<String, ProviderConfig> providers,
        @DefaultValue Map<String, RouteConfig> routes,
        @DefaultValue Map<String, String> aliases,
        @DefaultValue Map<String, PriceConfig> prices,
        @DefaultValue("0.04") BigDecimal coreHourUsd,
        @DefaultValue("data") Path dataDirectory) {

    public GatewayConfig {
        if (coreHourUsd.signum() < 0) {
            throw new IllegalArgumentException("weir.core-hour-usd must not be negative");
        }
        localModels = Map.copyOf(localModels);
        providers = Map.copyOf(providers);
        routes = Map.copyOf(routes);
        aliases = Map.copyOf(aliases);
        prices = Map.copyOf(prices);
    }
}
