package dev.weir.gateway.audit;

import java.math.BigDecimal;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** How many audits a route may still pay for today, by UTC. Any thread. */
public final class AuditBudget {

    private final int callsPerDay;
    private final @Nullable BigDecimal dollarsPerDay;
    private final InstantSource clock;

    private LocalDate day = LocalDate.EPOCH;
    private int calls;
    private BigDecimal dollars = BigDecimal.ZERO;

    /** @param dollarsPerDay null sets no limit in dollars */
    public AuditBudget(int callsPerDay, @Nullable BigDecimal dollarsPerDay, InstantSource clock) {
        this.callsPerDay = callsPerDay;
        this.dollarsPerDay = dollarsPerDay;
        this.clock = clock;
    }

    synchronized boolean hasRoom() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (!today.equals(day)) {
            day = today;
            calls = 0;
            dollars = BigDecimal.ZERO;
        }
        return calls < callsPerDay && (dollarsPerDay == null || dollars.compareTo(dollarsPerDay) < 0);
    }

    /** Counts one call, unless the budget is spent. */
    synchronized boolean take() {
        if (!hasRoom()) {
            return false;
        }
        calls++;
        return true;
    }

    /** Counts what a call has cost, once that is known. The last call of a day may overdraw it by its own price. */
    synchronized void spent(BigDecimal cost) {
        dollars = dollars.add(cost);
    }
}
