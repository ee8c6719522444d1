package dev.weir.slm.onnx;

import dev.weir.slm.sampling.Distribution;
import dev.weir.slm.sampling.Logits;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Sums up how probable each of some texts is as what follows a prompt. What follows a beginning that several texts
 * share is measured once for all of them, so texts of one token each cost no pass beside the prompt's own.
 *
 * <p>Texts are taken in the order of their tokens, as a tree is walked: {@link #next} says what the model has to read,
 * {@link #kept} behind how much of what it has read last, and {@link #read} takes the logits in.
 */
final class Weighing {

    /** In the place of a token: the model ends the text here. */
    static final long END = -1;

    private final List<long[]> texts;
    private final Set<Integer> endTokens;
    private final int size;
    private final double[] sums;

    /** How many tokens of each text have been measured. */
    private final int[] measured;

    private final int[] order;
    private int at;
    private long[] path = {};

    /**
     * @param texts tokens of each text, not empty; {@link #END} may be the last
     * @param size how many logits a position has
     */
    Weighing(List<long[]> texts, Set<Integer> endTokens, int size) {
        this.texts = texts;
        this.endTokens = endTokens;
        this.size = size;
        this.sums = new double[texts.size()];
        this.measured = new int[texts.size()];
        this.order = IntStream.range(0, texts.size())
                .boxed()
                .sorted(Comparator.comparing(texts::get, Arrays::compare))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Takes in what follows the prompt itself. */
    void begin(FloatBuffer logits) {
        measure(logits, 0, new long[0]);
        skipMeasured();
    }

    boolean isComplete() {
        return at == order.length;
    }

    /** How many of the tokens that were read beyond the prompt {@link #next} goes on from. */
    int kept() {
        return path.length;
    }

    /**
     * The tokens that are to be read next. Forgets what was read and is of no use to them.
     *
     * @param most how many tokens one pass gives the logits of
     */
    long[] next(int most) {
        long[] text = texts.get(order[at]);
        int shared = Arrays.mismatch(path, text);
        int kept = Math.min(shared < 0 ? path.length : shared, text.length - 1);
        path = Arrays.copyOf(path, kept);
        return Arrays.copyOfRange(text, kept, kept + Math.min(text.length - 1 - kept, most));
    }

    /** Takes in the logits behind each of the tokens that were read. */
    void read(long[] tokens, FloatBuffer logits) {
        int kept = path.length;
        path = Arrays.copyOf(path, kept + tokens.length);
        System.arraycopy(tokens, 0, path, kept, tokens.length);
        for (int i = 0; i < tokens.length; i++) {
            measure(logits, i, Arrays.copyOf(path, kept + i + 1));
        }
        skipMeasured();
    }

    /** The natural logarithm of each text's probability, in the order in which they were given. */
    List<Double> logProbabilities() {
        return Arrays.stream(sums).boxed().toList();
    }

    private void measure(FloatBuffer logits, int position, long[] prefix) {
        Distribution distribution = Distribution.of(Logits.of(logits, position * size, size), 0);
        for (int i = 0; i < sums.length; i++) {
            long[] text = texts.get(i);
            if (measured[i] == prefix.length
                    && text.length > prefix.length
                    && Arrays.equals(text, 0, prefix.length, prefix, 0, prefix.length)) {
                sums[i] += logProbability(distribution, text[prefix.length]);
                measured[i]++;
            }
        }
    }

    private double logProbability(Distribution distribution, long token) {
        if (token != END) {
            return distribution.evidence((int) token).logProbability();
        }
        double probability = endTokens.stream()
                .mapToDouble(end -> Math.exp(distribution.evidence(end).logProbability()))
                .sum();
        return Math.log(Math.max(Double.MIN_NORMAL, Math.min(1, probability)));
    }

    private void skipMeasured() {
        while (at < order.length && measured[order[at]] == texts.get(order[at]).length) {
            at++;
        }
    }
}
