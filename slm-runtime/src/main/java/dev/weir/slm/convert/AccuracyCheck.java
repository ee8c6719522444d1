package dev.weir.slm.convert;

import ai.onnxruntime.OrtException;
import dev.weir.slm.ModelFolder;
import dev.weir.slm.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Measures {@link Accuracy} by running the graphs side by side. */
final class AccuracyCheck {

    private static final int MOST_TOKENS = 96;
    private static final int RANDOM_SEQUENCES = 4;

    /** Prose, facts, a conversation and code, long enough to be sure of something. */
    private static final List<String> TEXTS = List.of(
            "Once upon a time there was a little girl who lived near the sea. Every morning she walked along the beach"
                    + " and looked for shells. One day she found a bottle with a letter in it, and the letter said that"
                    + " somewhere far away a boy was looking for shells too. She sat down in the sand and wrote him an"
                    + " answer, and because she had no stamp she gave it to the wind.",
            "Water boils at one hundred degrees Celsius at sea level. On a mountain the pressure of the air is lower,"
                    + " so water boils at a lower temperature and potatoes take longer to cook. A pressure cooker does"
                    + " the opposite: it holds the steam back, the pressure rises, and the same meal is ready in a"
                    + " third of the time.",
            "Customer: My order 4711 has not arrived, and the page says it was delivered on Tuesday. Agent: I am sorry"
                    + " to hear that. Could you please tell me whether a neighbour may have taken the parcel? Customer:"
                    + " I asked everybody in the house, and nobody has it. Agent: Then I will send you a new one today,"
                    + " free of charge, and we will ask the carrier to look for the first.",
            "def median(values):\n    \"\"\"The middle of the sorted values, or the mean of the two in the middle.\"\"\"\n"
                    + "    ordered = sorted(values)\n    middle = len(ordered) // 2\n    if len(ordered) % 2 == 1:\n"
                    + "        return ordered[middle]\n    return (ordered[middle - 1] + ordered[middle]) / 2\n");

    private final DecoderPlan plan;
    private final List<long[]> sequences;
    private final String corpus;
    private int tokens;
    private int same;
    private double change;
    private double divergence;
    private double referenceLoss;
    private double loss;

    AccuracyCheck(ModelFolder folder, DecoderPlan plan) {
        this.plan = plan;
        boolean readable = folder.has(Tokenizer.FILE);
        this.sequences = readable ? encoded(Tokenizer.load(folder)) : random();
        this.corpus = readable ? "text" : "random tokens";
    }

    /** Compares {@code reference} with {@code prefill} for the first half of each text and {@code decode} after. */
    Accuracy compare(Path reference, Path prefill, Path decode, Runnable afterSequence) throws OrtException {
        try (GraphSession exact = GraphSession.open(reference);
                GraphSession first = GraphSession.open(prefill);
                GraphSession then = GraphSession.open(decode)) {
            for (long[] sequence : sequences) {
                compare(sequence, exact, first, then);
                afterSequence.run();
            }
        }
        return new Accuracy(
                corpus,
                tokens,
                change / tokens,
                (double) same / tokens,
                divergence / tokens,
                referenceLoss / tokens,
                loss / tokens);
    }

    int steps() {
        return sequences.size();
    }

    private void compare(long[] sequence, GraphSession exact, GraphSession first, GraphSession then)
            throws OrtException {
        int half = sequence.length / 2;
        List<float[]> quantized = new ArrayList<>();
        try (KeyValueBuffers cache = new KeyValueBuffers(GraphSession.environment(), plan, sequence.length)) {
            quantized.addAll(List.of(first.run(cache, Arrays.copyOf(sequence, half), 0, upTo(half))));
            for (int i = half; i < sequence.length - 1; i++) {
                quantized.addAll(List.of(then.run(cache, new long[] {sequence[i]}, i, 0)));
            }
        }
        try (KeyValueBuffers cache = new KeyValueBuffers(GraphSession.environment(), plan, sequence.length)) {
            float[][] all = exact.run(cache, sequence, 0, upTo(sequence.length - 1));
            for (int i = 0; i < all.length; i++) {
                compare(all[i], quantized.get(i), (int) sequence[i + 1]);
            }
        }
    }

    private void compare(float[] exact, float[] quantized, int next) {
        double exactTotal = logSumExp(exact);
        double quantizedTotal = logSumExp(quantized);
        double p = exact[next] - exactTotal;
        double q = quantized[next] - quantizedTotal;
        tokens++;
        same += highest(exact) == highest(quantized) ? 1 : 0;
        change += Math.abs(p - q);
        referenceLoss -= p;
        loss -= q;
        for (int i = 0; i < exact.length; i++) {
            double logP = exact[i] - exactTotal;
            divergence += Math.exp(logP) * (logP - (quantized[i] - quantizedTotal));
        }
    }

    private static double logSumExp(float[] logits) {
        double highest = logits[highest(logits)];
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - highest);
        }
        return highest + Math.log(sum);
    }

    private static int highest(float[] logits) {
        int highest = 0;
        for (int i = 1; i < logits.length; i++) {
            highest = logits[i] > logits[highest] ? i : highest;
        }
        return highest;
    }

    private static long[] upTo(int count) {
        long[] rows = new long[count];
        Arrays.setAll(rows, i -> i);
        return rows;
    }

    private List<long[]> encoded(Tokenizer tokenizer) {
        return TEXTS.stream()
                .map(tokenizer::encode)
                .map(ids -> Arrays.copyOf(ids, Math.min(ids.length, Math.min(MOST_TOKENS, plan.context()))))
                .toList();
    }

    private List<long[]> random() {
        SplittableRandom random = new SplittableRandom(1);
        List<long[]> random4 = new ArrayList<>();
        for (int i = 0; i < RANDOM_SEQUENCES; i++) {
            random4.add(random.longs(Math.min(MOST_TOKENS, plan.context()), 0, plan.vocabulary())
                    .toArray());
        }
        return random4;
    }
}
