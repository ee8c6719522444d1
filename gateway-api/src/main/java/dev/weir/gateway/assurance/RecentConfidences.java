package dev.weir.gateway.assurance;

import java.util.Arrays;

/** The confidences of the latest drafts, from which an era chooses the thresholds that it tests. For one thread. */
final class RecentConfidences {

    private static final int ENOUGH = 100;
    private static final int MOST = 500;

    private final double[] ring = new double[MOST];
    private long added;

    void add(double confidence) {
        ring[(int) (added++ % MOST)] = confidence;
    }

    boolean areEnough() {
        return added >= ENOUGH;
    }

    /** Forgets all but the newest, which are of the traffic as it is now. */
    void keepNewest() {
        int kept = (int) Math.min(added, ENOUGH);
        double[] newest = new double[kept];
        for (int i = 0; i < kept; i++) {
            newest[i] = ring[(int) ((added - kept + i) % MOST)];
        }
        System.arraycopy(newest, 0, ring, 0, kept);
        added = kept;
    }

    double[] sorted() {
        double[] sorted = Arrays.copyOf(ring, (int) Math.min(added, MOST));
        Arrays.sort(sorted);
        return sorted;
    }
}
