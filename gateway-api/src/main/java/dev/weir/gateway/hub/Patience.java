package dev.weir.gateway.hub;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Tries again what failed, each time after a longer pause. An attempt that moved something forward counts as new. */
final class Patience {

    private static final int ATTEMPTS = 6;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final Pause pause;
    private final PullProgress progress;

    Patience(Pause pause, PullProgress progress) {
        this.pause = pause;
        this.progress = progress;
    }

    /** What is tried. */
    @FunctionalInterface
    interface Attempt<T> {
        T run() throws IOException, TransientFailure;
    }

    /**
     * Tries until it works.
     *
     * @param forward grows when an attempt has achieved something
     * @throws HubException when nothing helped
     */
    <T> T tried(Attempt<T> attempt, LongSupplier forward) {
        int failures = 0;
        long before = forward.getAsLong();
        while (true) {
            try {
                return attempt.run();
            } catch (TransientFailure failure) {
                failures = forward.getAsLong() > before ? 1 : failures + 1;
                before = forward.getAsLong();
                Duration next = failure.after().orElse(FIRST_PAUSE.multipliedBy(1L << (failures - 1)));
                if (failures == ATTEMPTS || next.compareTo(LONGEST_PAUSE) > 0) {
                    throw new HubException(failure.getMessage() + "; run the same command later to go on.");
                }
                progress.note(failure.getMessage() + "; trying again in " + next.toSeconds() + " s");
                await(next);
            } catch (IOException e) {
                throw new HubException("the cache cannot be written: " + e.getMessage() + ".");
            }
        }
    }

    private void await(Duration next) {
        try {
            pause.lasting(next);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubException("interrupted; run the same command again to go on.");
        }
    }
}
