package dev.weir.gateway.http;

import dev.weir.gateway.routing.TierName;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
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

    private static @Nullable Instant deadline(HttpHeaders headers, Clock clock) {
        String millis = headers.getFirst(WeirHeaders.DEADLINE_MS);
        if (millis == null) {
            return null;
        }
        try {
            Duration left = Duration.ofMillis(Long.parseLong(millis));
            if (left.isPositive() && left.compareTo(LONGEST_DEADLINE) <= 0) {
                return clock.instant().plus(left);
            }
        } catch (NumberFormatException | DateTimeException | ArithmeticException _) {
            // falls through to the one sentence for all of them
        }
        throw ProblemException.invalidValue(
                WeirHeaders.DEADLINE_MS, "it must be a positive number of milliseconds, at most a day");
    }
}
