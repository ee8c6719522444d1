package dev.weir.slm.text;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Lets text through up to the first of some strings, wherever token borders fall in it. Text that may be the beginning
 * of one waits.
 *
 * <p>For one generation, and one thread at a time.
 */
public final class StopStrings {

    private final List<String> stops;
    private final StringBuilder waiting = new StringBuilder();
    private boolean stopped;

    public StopStrings(List<String> stops) {
        this.stops = List.copyOf(stops);
    }

    /** The text that is certain not to belong to a stop string. */
    public String push(String text) {
        waiting.append(text);
        Optional<String> first = firstToEnd();
        if (first.isPresent()) {
            stopped = true;
            waiting.setLength(waiting.indexOf(first.get()));
            return finish();
        }
        return release(waiting.length() - possibleBeginning());
    }

    /** What was still waiting. */
    public String finish() {
        return release(waiting.length());
    }

    /** Whether a stop string has been found. */
    public boolean stopped() {
        return stopped;
    }

    /** The one that ends first would be found first if the text came by characters; of these the longest. */
    private Optional<String> firstToEnd() {
        return stops.stream()
                .filter(stop -> waiting.indexOf(stop) >= 0)
                .min(Comparator.<String>comparingInt(stop -> waiting.indexOf(stop) + stop.length())
                        .thenComparingInt(waiting::indexOf));
    }

    /** The length of the longest end of the waiting text that a stop string begins with. */
    private int possibleBeginning() {
        int longest = stops.stream().mapToInt(String::length).max().orElse(0);
        for (int length = Math.min(longest, waiting.length()); length > 0; length--) {
            String end = waiting.substring(waiting.length() - length);
            if (stops.stream().anyMatch(stop -> stop.startsWith(end))) {
                return length;
            }
        }
        return 0;
    }

    private String release(int length) {
        String text = waiting.substring(0, length);
        waiting.delete(0, length);
        return text;
    }
}
