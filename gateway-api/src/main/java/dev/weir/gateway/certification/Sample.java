package dev.weir.gateway.certification;

import dev.weir.gateway.certification.Certificate.Seen;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Judged requests in the order of their confidence, from which it is known at once what any threshold keeps. */
public final class Sample {

    private final double[] confidences;
    private final int[] wrongUpTo;

    private Sample(double[] confidences, int[] wrongUpTo) {
        this.confidences = confidences;
        this.wrongUpTo = wrongUpTo;
    }

    public static Sample of(List<Judged> judged) {
        List<Judged> sorted = judged.stream()
                .sorted(Comparator.comparingDouble(Judged::confidence).reversed())
                .toList();
        double[] confidences = new double[sorted.size()];
        int[] wrongUpTo = new int[sorted.size() + 1];
        for (int i = 0; i < confidences.length; i++) {
            confidences[i] = sorted.get(i).confidence();
            wrongUpTo[i + 1] = wrongUpTo[i] + (sorted.get(i).right() ? 0 : 1);
        }
        return new Sample(confidences, wrongUpTo);
    }

    public int size() {
        return confidences.length;
    }

    /** The confidence at this place, 0 being the most confident. */
    public double confidence(int place) {
        return confidences[place];
    }

    /** What a threshold keeps; itself is enough. */
    public Seen at(double threshold) {
        int kept = kept(threshold);
        return new Seen(confidences.length, kept, wrongUpTo[kept]);
    }

    /** The confidences without repetition, from the highest down. */
    public double[] thresholds() {
        return Arrays.stream(confidences).distinct().toArray();
    }

    private int kept(double threshold) {
        int low = 0;
        int high = confidences.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (confidences[middle] >= threshold) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** One request: how sure the draft was, and whether it was right. */
    public record Judged(double confidence, boolean right) {}
}
