package dev.weir.gateway.calibration;

import dev.weir.gateway.calibration.LabelCalibration.Feature;
import dev.weir.gateway.calibration.LabelCalibration.Term;
import dev.weir.gateway.routing.Confidence;
import dev.weir.gateway.routing.Threshold;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * How long a route takes from a classifier's evidence to a verdict: every feature of 150 logits, and the comparison with
 * the threshold. After a warm-up of a second, 200 samples of 500 requests each; different evidence each time, and every
 * verdict counts, so that nothing is optimised away.
 */
final class RouterCostBench {

    private static final int LABELS = 150;
    private static final int REQUESTS = 500;
    private static final int SAMPLES = 200;
    private static final int WARM_UPS = 400;

    private RouterCostBench() {}

    public static void main(String[] arguments) {
        measure("three features", Feature.MAX_SOFTMAX_LOGIT, Feature.ENERGY, Feature.NEAREST_COSINE);
        measure("five features", Feature.values());
    }

    private static void measure(String name, Feature... features) {
        List<Term> terms = Arrays.stream(features)
                .map(feature -> new Term(feature, 0.5, 2, 0.7))
                .toList();
        LabelCalibration calibration = new LabelCalibration(0.92, terms, 1);
        Threshold threshold = new Threshold(0.6);
        List<LabelEvidence> evidence = evidence();
        double[] micros = new double[SAMPLES];
        int kept = 0;
        for (int i = -WARM_UPS; i < SAMPLES; i++) {
            long begun = System.nanoTime();
            for (LabelEvidence one : evidence) {
                Confidence confidence = calibration.confidenceIn(one);
                kept += confidence.meets(threshold) ? 1 : 0;
            }
            if (i >= 0) {
                micros[i] = (System.nanoTime() - begun) / 1e3 / REQUESTS;
            }
        }
        Arrays.sort(micros);
        System.out.printf(
                Locale.ROOT,
                "%s: median %.2f us, 99 %% %.2f us, most %.2f us a request (%d kept)%n",
                name,
                micros[SAMPLES / 2],
                micros[SAMPLES * 99 / 100],
                micros[SAMPLES - 1],
                kept);
    }

    private static List<LabelEvidence> evidence() {
        Random random = new Random(1);
        return random.doubles(REQUESTS)
                .mapToObj(cosine -> {
                    float[] logits = new float[LABELS];
                    for (int i = 0; i < LABELS; i++) {
                        logits[i] = (float) (2 * random.nextGaussian());
                    }
                    logits[random.nextInt(LABELS)] += 6;
                    return new LabelEvidence(new Fixed(logits), most(logits), cosine);
                })
                .toList();
    }

    private static int most(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    private static final class Fixed implements LabelEvidence.Logits {

        private final float[] logits;

        Fixed(float[] logits) {
            this.logits = logits;
        }

        @Override
        public int size() {
            return logits.length;
        }

        @Override
        public float at(int index) {
            return logits[index];
        }
    }
}
