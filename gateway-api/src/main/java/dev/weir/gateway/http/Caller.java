package dev.weir.gateway.http;

import dev.weir.gateway.routing.TierName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * What a request says of itself outside its body, in headers.
 *
 * @param pin the tier that the caller insists on; null when it does not
 * @param deadline null when the caller set none
 */
record Caller(
        String requestId,
        @Nullable TierName pin,
        boolean egressDenied,
        @Nullable Instant deadline) {

    private static final Duration LONGEST_DEADLINE = Duration.ofDays(1);
    /** Python's client sends the one, Node's the other. */
    private static final List<String> CLIENT_TIMEOUTS = List.of("x-stainless-read-timeout", "x-stainless-timeout");

    private static final Pattern SECONDS = Pattern.compile("\\d{1,7}(\\.\\d{1,6})?");

    static Caller of(String requestId, HttpHeaders headers, Clock clock) {
        return new Caller(requestId, pin(headers), egressDenied(headers), deadline(headers, clock));
    }

    private static @Nullable TierName pin(HttpHeaders headers) {
        return switch (headers.getFirst(WeirHeaders.TIER)) {
            case null -> null;
            case "local" -> TierName.LOCAL;
            case "hosted" -> TierName.HOSTED;
            default -> throw ProblemException.invalidValue(WeirHeaders.TIER, "it must be local or hosted");
        };
    }

    private static boolean egressDenied(HttpHeaders headers) {
        return switch (headers.getFirst(WeirHeaders.EGRESS)) {
            case null -> false;
            case "deny" -> true;
            default ->
                throw ProblemException.invalidValue(
                        WeirHeaders.EGRESS, "it must be deny; a caller can forbid egress, not allow it");
        };
    }

    /** The caller's own word, and never longer than its client library waits. */
    private static @Nullable Instant deadline(HttpHeaders headers, Clock clock) {
        Duration own = deadline(headers.getFirst(WeirHeaders.DEADLINE_MS));
        Duration patience = CLIENT_TIMEOUTS.stream()
                .map(headers::getFirst)
                .filter(Objects::nonNull)
                .map(Caller::seconds)
                .filter(Objects::nonNull)
                .min(Duration::compareTo)
                .orElse(null);
        Duration left = own == null || (patience != null && patience.compareTo(own) < 0) ? patience : own;
        return left == null ? null : clock.instant().plus(left);
    }

    private static @Nullable Duration deadline(@Nullable String millis) {
        if (millis == null) {
            return null;
        }
        try {
            Duration left = Duration.ofMillis(Long.parseLong(millis));
            if (left.isPositive() && left.compareTo(LONGEST_DEADLINE) <= 0) {
                return left;
            }
        } catch (NumberFormatException | ArithmeticException _) {
            // falls through to the one sentence for all of them
        }
        throw ProblemException.invalidValue(
                WeirHeaders.DEADLINE_MS, "it must be a positive number of milliseconds, at most a day");
    }

    /** A client library's own timeout; what cannot be read is no reason to refuse. */
    private static @Nullable Duration seconds(String text) {
        if (!SECONDS.matcher(text).matches()) {
            return null;
        }
        Duration patience = Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000));
        return patience.isPositive() && patience.compareTo(LONGEST_DEADLINE) <= 0 ? patience : null;
    }
}
