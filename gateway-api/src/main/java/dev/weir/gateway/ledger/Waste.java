package dev.weir.gateway.ledger;

import java.util.Locale;

/** Why work was paid for that no caller got. */
public enum Waste {
    /** A local draft that was not served. */
    DRAFT,
    /** A hosted call that was begun early, and was not needed or not in time. */
    HEDGE,
    /** A hosted attempt without a whole answer: it broke off, came too late, or its caller left. */
    UNFINISHED;

    /** As written on meters. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
