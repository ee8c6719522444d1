package dev.weir.gateway.http;

import dev.weir.gateway.routing.AnswerEvent;
import dev.weir.gateway.routing.Confidence;
import dev.weir.gateway.routing.Reason;
import dev.weir.gateway.routing.Threshold;
import dev.weir.gateway.routing.TierException;
import dev.weir.gateway.routing.TierFailure;
import dev.weir.gateway.routing.TierName;
import dev.weir.gateway.routing.Unanswered;
import dev.weir.gateway.routing.Unanswered.Why;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Writes what was decided about a request into the response's headers. */
final class AnswerHeaders {

    private static final int COST_DECIMALS = 9;
    /** The official clients wait no longer than this, and some of them repeat at once instead. */
    private static final Duration LONGEST_RETRY_PAUSE = Duration.ofSeconds(60);

    private AnswerHeaders() {}

    static void write(AnswerEvent.Opened opened, HttpHeaders headers) {
        headers.set(WeirHeaders.ROUTE, opened.route().value());
        headers.set(WeirHeaders.TIER, opened.tier().word());
        headers.set(WeirHeaders.MODEL, opened.model());
        headers.set(WeirHeaders.VERDICT, opened.verdict().word());
        Confidence confidence = opened.confidence();
        if (confidence != null) {
            headers.set(WeirHeaders.CONFIDENCE, fourDecimals(confidence.value()));
            headers.set(WeirHeaders.CONFIDENCE_KIND, confidence.calibrated() ? "calibrated" : "uncalibrated");
        }
        Threshold threshold = opened.threshold();
        if (threshold != null) {
            headers.set(WeirHeaders.THRESHOLD, fourDecimals(threshold.value()));
        }
        if (opened.verdict() == Reason.DEADLINE) {
            headers.set(WeirHeaders.DEADLINE, opened.tier() == TierName.LOCAL ? "draft_kept" : "draft_skipped");
        }
        if (!opened.unused().isEmpty()) {
            headers.set(WeirHeaders.UNUSED_PARAMETERS, String.join(", ", opened.unused()));
        }
        if (opened.tier() == TierName.HOSTED) {
            // The provider is paid from here on; a client library that retries would pay it again.
            headers.set(WeirHeaders.SHOULD_RETRY, "false");
        }
    }

    static void write(AnswerEvent.Closed closed, HttpHeaders headers) {
        if (closed.cost() != null) {
            headers.set(
                    WeirHeaders.COST_USD,
                    closed.cost().setScale(COST_DECIMALS, RoundingMode.HALF_UP).toPlainString());
        }
        writeMillis(WeirHeaders.LOCAL_MS, closed.localTime(), headers);
        writeMillis(WeirHeaders.HOSTED_MS, closed.hostedTime(), headers);
    }

    static void write(Unanswered unanswered, HttpHeaders headers) {
        headers.set(WeirHeaders.ROUTE, unanswered.route().value());
        headers.set(WeirHeaders.VERDICT, unanswered.verdict().word());
        if (unanswered.why() == Why.HOSTED_FAILED && isNotWorthRepeating(unanswered.failure())) {
            headers.set(WeirHeaders.SHOULD_RETRY, "false");
        }
    }

    /** A provider that was only too slow has likely done the work; one that asks for a long pause means it. */
    private static boolean isNotWorthRepeating(@Nullable TierException failure) {
        if (failure == null) {
            return false;
        }
        Duration pause = failure.retryAfter();
        return failure.failure() == TierFailure.TIMED_OUT
                || failure.failure() == TierFailure.INTERRUPTED
                || (pause != null && pause.compareTo(LONGEST_RETRY_PAUSE) > 0);
    }

    private static void writeMillis(String name, @Nullable Duration time, HttpHeaders headers) {
        if (time != null) {
            headers.set(name, String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e6));
        }
    }

    /** Rounded down, so that a confidence just below a threshold never reads as equal to it. */
    private static String fourDecimals(double value) {
        return java.math.BigDecimal.valueOf(value)
                .setScale(4, RoundingMode.DOWN)
                .toPlainString();
    }
}
