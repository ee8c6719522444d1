package dev.weir.escalation;

import dev.weir.escalation.langchain.TokenEstimate;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one request may still spend at hosted models, and what it has spent there in vain. One for each request, over
 * all models of a chain. Its attempts follow one another; a caller who leaves does so from another thread, so every
 * method holds the lock.
 */
public final class Tab {

    private static final Duration ENDLESS = Duration.ofDays(365);

    private final Supplier<Duration> timeLeft;
    private final Consumer<LostAttempt> onLoss;
    private int repeats;
    private @Nullable HostedUsage counted;
    private long characters;
    private boolean begun;
    private boolean whole;

    /**
     * @param repeats how often the request may be sent again, over all models
     * @param timeLeft until an answer that has not begun is of no use
     * @param onLoss hears of each lost attempt before its error, or its caller's leaving, goes on
     */
    public Tab(int repeats, Supplier<Duration> timeLeft, Consumer<LostAttempt> onLoss) {
        this.repeats = repeats;
        this.timeLeft = timeLeft;
        this.onLoss = onLoss;
    }

    /** Limits nothing and tells nobody. */
    public static Tab open() {
        return new Tab(Integer.MAX_VALUE, () -> ENDLESS, _ -> {});
    }

    public Duration timeLeft() {
        return timeLeft.get();
    }

    /** Takes one repeat, if one is left. */
    public synchronized boolean takeRepeat() {
        if (repeats == 0) {
            return false;
        }
        repeats--;
        return true;
    }

    /** The next attempt begins. */
    public synchronized void begin() {
        counted = null;
        characters = 0;
        begun = false;
        whole = false;
    }

    /** The provider says what the running attempt has used so far. */
    public synchronized void counted(HostedUsage soFar) {
        counted = soFar;
    }

    /** A part of the answer, or all of it, has come. */
    public synchronized void delivered(Object part) {
        begun = true;
        switch (part) {
            case HostedEvent.Chunk(ObjectNode chunk) -> characters += TokenEstimate.textLength(chunk.path("choices"));
            default -> whole = true;
        }
    }

    /**
     * The running attempt ends without a whole answer.
     *
     * @param taken whether the provider has taken the request, even if nothing of an answer has come
     */
    public synchronized void lose(String model, ObjectNode request, boolean taken, Duration took) {
        HostedUsage measured = counted;
        if (whole || !(taken || begun || measured != null)) {
            return;
        }
        whole = true;
        HostedUsage usage = measured == null ? TokenEstimate.of(request, characters) : measured;
        onLoss.accept(new LostAttempt(model, usage, took));
    }
}
