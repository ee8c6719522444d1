package dev.weir.gateway.audit;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Hears what audits find and cost, and what callers say. Called from any thread; must not block. */
public interface AuditObserver {

    /** Hears nothing. */
    AuditObserver NONE = new AuditObserver() {
        @Override
        public void labelled(String route, Source source, Result result) {}

        @Override
        public void paid(String route, @Nullable BigDecimal dollars) {}
    };

    /** A draft got its label, or will get none. */
    void labelled(String route, Source source, Result result);

    /**
     * A hosted call was made for nothing but a label.
     *
     * @param dollars null when its model has no price
     */
    void paid(String route, @Nullable BigDecimal dollars);

    /** Where a label comes from. */
    enum Source {
        /** A kept draft was sent to the hosted tier. */
        AUDIT,
        /** An escalated request had both answers. */
        ESCALATION,
        /** Someone who saw the answer said so. */
        FEEDBACK
    }

    /** What a label says. */
    enum Result {
        RIGHT,
        WRONG,
        /** The label did not come, or could not be understood. */
        LOST
    }
}
