package dev.weir.gateway.audit;

import dev.weir.gateway.assurance.KeeperStanding;
import dev.weir.gateway.certification.Promise;
import java.util.List;
import java.util.Locale;

/** Says where a route stands in words that an operator understands. */
final class StandingWords {

    private static final double PERCENT = 100;

    private StandingWords() {}

    static String of(Promise promise, KeeperStanding now, List<String> changed) {
        return switch (now.state()) {
            case EARNING ->
                (changed.isEmpty()
                                ? "No threshold is proved yet"
                                : "What was proved before is void, because this has changed: "
                                        + String.join(", ", changed))
                        + ", so every draft escalates and its hosted answer says whether it was right. " + seen(now);
            case CERTIFIED ->
                "Of the drafts that are kept at %.4f or more, at most %s are wrong, with %s certainty; about %s of requests are kept. %s"
                        .formatted(
                                now.threshold().orElse(Double.NaN),
                                percent(promise.errorTarget()),
                                percent(promise.certainty()),
                                percent(now.coverage()),
                                audited(now));
            case SUSPENDED_BY_ERRORS ->
                "More kept drafts turned out wrong than the %s that are allowed, so every draft escalates until a threshold is proved again. %s"
                        .formatted(percent(promise.errorTarget()), seen(now));
            case SUSPENDED_BY_MIX ->
                "Many more drafts are unsure than when the threshold was proved, so the traffic is no longer that"
                        + " traffic, and every draft escalates until a threshold is proved again. "
                        + seen(now);
            case EXPIRED ->
                "Recent traffic no longer proves the threshold, so every draft escalates until one is proved again. "
                        + seen(now);
        };
    }

    private static String seen(KeeperStanding now) {
        return "%d labels of %d drafts so far.".formatted(now.labels(), now.requests());
    }

    private static String audited(KeeperStanding now) {
        return "%d of %d audited drafts were wrong since then.".formatted(now.auditedWrong(), now.auditedKept());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.4g %%", PERCENT * share).replaceAll("\\.?0+ %$", " %");
    }
}
