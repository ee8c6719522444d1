package dev.weir.escalation.http;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What Google says in the details of an error, and others in statuses and headers. */
final class GoogleErrors {

    private static final Pattern SECONDS = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)s");
    private static final double MILLIS_PER_SECOND = 1000;

    private GoogleErrors() {}

    /** Google answers 400 to a key that it does not know. */
    static boolean isForTheKey(JsonNode error) {
        for (JsonNode detail : error.path("details")) {
            if (detail.path("reason").asString("").startsWith("API_KEY_")) {
                return true;
            }
        }
        return false;
    }

    static @Nullable Duration retryDelay(JsonNode error) {
        for (JsonNode detail : error.path("details")) {
            Matcher delay = SECONDS.matcher(detail.path("retryDelay").asString(""));
            if (delay.matches()) {
                return Duration.ofMillis(Math.round(Double.parseDouble(delay.group(1)) * MILLIS_PER_SECOND));
            }
        }
        return null;
    }
}
