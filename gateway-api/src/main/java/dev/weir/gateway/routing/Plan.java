package dev.weir.gateway.routing;

import java.time.Duration;

/**
 * How one request's time is spent.
 *
 * @param draftAlone how long the draft is waited for before anything else happens
 * @param then what happens when it has not come by then
 */
record Plan(Duration draftAlone, Then then) {

    static final Plan UNHURRIED = new Plan(Duration.ofDays(365), Then.GIVE_UP);

    /** On the way from here to the caller. */
    private static final Duration MARGIN = Duration.ofMillis(5);

    private static final double NEARLY_ALL = 0.95;
    private static final double HARDLY_ANY = 0.1;
    /** What a draft is worth that would have escalated, beside an answer that should be served. */
    private static final double UNSURE_DRAFT = 0.5;

    /** What becomes of a request whose draft has not come. */
    enum Then {
        /** It is late. */
        GIVE_UP,
        /** The hosted tier is asked instead. */
        ESCALATE,
        /** The hosted tier is asked beside it, and whoever can be served first is. */
        HEDGE
    }

    /** The plan that most probably ends in an answer that should be served, and in time. */
    static Plan of(Outlook outlook) {
        boolean expectsToEscalate = outlook.hedgeFrom() != null && outlook.escalates() >= outlook.hedgeFrom();
        if (expectsToEscalate) {
            return new Plan(Duration.ZERO, Then.HEDGE);
        }
        if (outlook.left() == null) {
            return UNHURRIED;
        }
        Duration usable = outlook.left().minus(MARGIN);
        return outlook.hosted().isKnown() ? within(usable, outlook) : new Plan(usable, Then.GIVE_UP);
    }

    private static Plan within(Duration usable, Outlook outlook) {
        Duration latest = latestStart(usable, outlook.hosted());
        if (outlook.hosted().shareWithin(usable.minus(latest)) <= worthOfWaiting(latest, usable, outlook)) {
            return new Plan(usable, Then.GIVE_UP);
        }
        return new Plan(latest, outlook.hedgeFrom() == null ? Then.ESCALATE : Then.HEDGE);
    }

    /** The last moment at which a hosted call still comes in time nearly always; at once, if even that is late. */
    private static Duration latestStart(Duration usable, LatencySketch hosted) {
        Duration latest = usable.minus(hosted.quantile(NEARLY_ALL));
        return latest.isNegative() ? Duration.ZERO : latest;
    }

    /** How good the draft will be, on average, that has not come at {@code latest}. */
    private static double worthOfWaiting(Duration latest, Duration usable, Outlook outlook) {
        double before = outlook.local().shareWithin(latest);
        double inTime = before >= 1 ? 1 : (outlook.local().shareWithin(usable) - before) / (1 - before);
        return inTime * (1 - outlook.escalates() * (1 - UNSURE_DRAFT));
    }

    /** Whether a draft that should escalate is better served as it is: a hosted answer would hardly come in time. */
    static boolean keepsDraft(Outlook outlook) {
        return outlook.left() != null
                && outlook.hosted().isKnown()
                && outlook.hosted().shareWithin(outlook.left().minus(MARGIN)) < HARDLY_ANY;
    }
}
