package dev.weir.gateway.ledger;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A hosted charge in dollars.
 *
 * @param cost null when its model has no price
 */
public record PricedCharge(HostedCharge charge, @Nullable BigDecimal cost) {}
