package dev.weir.gateway.ledger;

import java.math.BigDecimal;

/** US dollars per million tokens. */
public record Price(BigDecimal input, BigDecimal cachedInput, BigDecimal output) {

    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    public Price {
        if (input.signum() < 0 || cachedInput.signum() < 0 || output.signum() < 0) {
            throw new IllegalArgumentException("a price must not be negative");
        }
    }

    /** Exact dollars for one call. */
    public BigDecimal of(HostedCharge charge) {
        // Some providers count cached tokens apart from the others.
        long cached = Math.min(charge.cachedPromptTokens(), charge.promptTokens());
        long fresh = charge.promptTokens() - cached;
        return input.multiply(BigDecimal.valueOf(fresh))
                .add(cachedInput.multiply(BigDecimal.valueOf(cached)))
                .add(output.multiply(BigDecimal.valueOf(charge.completionTokens())))
                .divide(MILLION);
    }
}
