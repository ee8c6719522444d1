package dev.weir.gateway.config;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a hosted model costs, in US dollars per million tokens.
 *
 * @param cachedInput for prompt tokens that the provider took from its cache; null costs as much as {@code input}
 */
public record PriceConfig(BigDecimal input, @Nullable BigDecimal cachedInput, BigDecimal output) {

    public PriceConfig {
        if (input == null || output == null) {
            throw new IllegalArgumentException("a price needs input and output");
        }
        if (input.signum() < 0 || output.signum() < 0 || (cachedInput != null && cachedInput.signum() < 0)) {
            throw new IllegalArgumentException("a price must not be negative");
        }
    }
}
