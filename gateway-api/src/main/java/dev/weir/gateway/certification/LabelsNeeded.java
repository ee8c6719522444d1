package dev.weir.gateway.certification;

import dev.weir.gateway.certification.Certificate.Seen;
import java.util.OptionalInt;

/** Says how many labels a promise takes, judged by the requests that did not suffice. An estimate, not a bound. */
public final class LabelsNeeded {

    private static final int MOST = 10_000_000;

    private LabelsNeeded() {}

    /** How many labels would prove some threshold if errors went on as they were; empty if no number would. */
    public static OptionalInt inAll(Sample sample, Promise promise) {
        int fewest = MOST;
        for (double threshold : sample.thresholds()) {
            Seen seen = sample.at(threshold);
            if (seen.acceptedError() < promise.errorTarget()) {
                fewest = Math.min(fewest, fewestFor(seen, promise, fewest));
            }
        }
        return fewest == MOST ? OptionalInt.empty() : OptionalInt.of(fewest);
    }

    private static int fewestFor(Seen seen, Promise promise, int most) {
        int low = 1;
        int high = most;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (suffices(middle, seen, promise)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private static boolean suffices(int labels, Seen seen, Promise promise) {
        int kept = (int) Math.round(labels * seen.coverage());
        int wrong = (int) Math.ceil(kept * seen.acceptedError());
        return kept > 0 && Binomial.atMost(wrong, kept, promise.errorTarget()) <= promise.failureChance();
    }
}
