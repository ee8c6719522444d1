package dev.weir.gateway.routing;

import dev.weir.gateway.ledger.LocalCharge;

/** A local answer not yet judged. */
public record Draft(String text, Finish finish, Confidence confidence, LocalCharge charge) {

    /** Why the text ends where it ends. */
    public enum Finish {
        STOP,
        LENGTH
    }
}
