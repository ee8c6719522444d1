package dev.weir.gateway.ledger;

/** Where settlements are kept. Called once per request, from any thread; must not block. */
@FunctionalInterface
public interface Ledger {

    void record(Settlement settlement);
}
