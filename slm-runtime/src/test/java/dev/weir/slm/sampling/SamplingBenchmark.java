package dev.weir.slm.sampling;

import dev.weir.slm.Sampling;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/** Prints what a row of a large vocabulary costs; run by hand, as the measurements say. */
final class SamplingBenchmark {

    private static final int VOCABULARY = 151_936;
    private static final int ROWS = 8;
    private static final int ROUNDS = 300;

    private final FloatBuffer rows = ByteBuffer.allocateDirect(ROWS * VOCABULARY * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    private int seen;

    public static void main(String[] arguments) {
        long start = System.nanoTime();
        WarmingArithmetic warming = WarmingArithmetic.start();
        while (!(warming.chosen() instanceof VectorArithmetic) && System.nanoTime() - start < 60e9) {
            Thread.onSpinWait();
        }
        System.out.printf(
                "%s after %.0f ms%n", warming.chosen().getClass().getSimpleName(), (System.nanoTime() - start) / 1e6);
        for (double spread : new double[] {1, 3}) {
            System.out.printf("logits normally distributed, spread %.0f%n", spread);
            new SamplingBenchmark(spread).run();
        }
    }

    private SamplingBenchmark(double spread) {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < rows.capacity(); i++) {
            rows.put(i, (float) (random.nextGaussian() * spread));
        }
    }

    private void run() {
        for (RowArithmetic arithmetic : new RowArithmetic[] {new VectorArithmetic(), new PlainArithmetic()}) {
            String name = arithmetic.getClass().getSimpleName();
            for (int alternatives : new int[] {0, 20}) {
                measure(
                        "evidence, %d alternatives, %s".formatted(alternatives, name),
                        row -> seen += Distribution.of(row(row), alternatives, arithmetic)
                                .evidence(row)
                                .id());
            }
        }
        Sampling plain = new Sampling(1, 1, 0, 1L);
        Distribution.prepare();
        sample("greedy", Sampling.GREEDY);
        sample("greedy, repetition penalty", Sampling.GREEDY.withRepetitionPenalty(1.1));
        sample("temperature 1", plain);
        sample("temperature 0.7, top-k 50", plain.withTemperature(0.7).withTopK(50));
        sample(
                "temperature 0.7, top-k 20, top-p 0.8",
                plain.withTemperature(0.7).withTopK(20).withTopP(0.8));
        sample("temperature 0.7, top-p 0.9", plain.withTemperature(0.7).withTopP(0.9));
        sample("temperature 1, min-p 0.05", plain.withMinP(0.05));
    }

    private void sample(String name, Sampling sampling) {
        Sampler sampler = Sampler.of(sampling);
        Distribution[] distributions = new Distribution[ROWS];
        Arrays.setAll(distributions, row -> Distribution.of(row(row), 0));
        measure("choose, " + name, row -> seen += sampler.choose(distributions[row], null));
    }

    private Logits row(int row) {
        return Logits.of(rows, row * VOCABULARY, VOCABULARY);
    }

    private void measure(String name, IntConsumer work) {
        long start = System.nanoTime();
        work.accept(0);
        double first = (System.nanoTime() - start) / 1e3;
        for (int i = 0; i < 10 * ROUNDS; i++) {
            work.accept(i % ROWS);
        }
        double[] micros = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long from = System.nanoTime();
            work.accept(i % ROWS);
            micros[i] = (System.nanoTime() - from) / 1e3;
        }
        Arrays.sort(micros);
        System.out.printf(
                "%-55s median %6.1f us, 90%% %6.1f us, first %8.1f us%n",
                name, micros[ROUNDS / 2], micros[ROUNDS * 9 / 10], first);
    }
}
