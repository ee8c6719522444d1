import dev.weir.slm.GenerationRequest;
import dev.weir.slm.GenerationListener;
import dev.weir.slm.Generation;
import dev.weir.slm.ModelFolder;
import dev.weir.slm.Sampling;
import dev.weir.slm.SlmEngine;
import dev.weir.slm.SlmException;
import dev.weir.slm.SlmLimits;
import dev.weir.slm.SlmOptions;
import dev.weir.slm.TokenEvidence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * Requests that share an instruction of 500 tokens and end in a question of 20 of their own, with and without known
 * beginnings, in turns: java -cp CLASSES PrefixReuse.java MODEL_FOLDER ROUNDS
 */
final class PrefixReuse {

    private static final int REQUESTS = 8;
    private static final int ANSWER = 8;

    public static void main(String[] arguments) {
        SlmOptions options = SlmOptions.of(ModelFolder.at(Path.of(arguments[0])));
        try (SlmEngine without = SlmEngine.load(options.withLimits(SlmLimits.USUAL.withPrefixCacheBytes(0)));
                SlmEngine with = SlmEngine.load(options)) {
            perSecond(without, 2, 1);
            perSecond(with, 2, 1);
            int rounds = Integer.parseInt(arguments[1]);
            double[] plain = new double[rounds];
            double[] reused = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                plain[round] = perSecond(without, REQUESTS, round);
                reused[round] = perSecond(with, REQUESTS, round);
                System.out.printf("round %d: without %.2f/s, with %.2f/s%n", round, plain[round], reused[round]);
            }
            Arrays.sort(plain);
            Arrays.sort(reused);
            System.out.printf(
                    "medians: without %.2f/s, with %.2f/s, ratio %.1f; %s%n",
                    plain[rounds / 2], reused[rounds / 2], reused[rounds / 2] / plain[rounds / 2], with.stats());
        }
    }

    /** One request after the other, as one caller sends them. */
    private static double perSecond(SlmEngine engine, int requests, int round) {
        Random random = new Random(1000 + round);
        long begun = System.nanoTime();
        for (int i = 0; i < requests; i++) {
            List<Integer> prompt = new ArrayList<>(new Random(7).ints(500, 0, 150_000).boxed().toList());
            prompt.addAll(random.ints(20, 0, 150_000).boxed().toList());
            CompletableFuture<Generation> done = new CompletableFuture<>();
            engine.submit(
                    GenerationRequest.continuing(prompt)
                            .maxTokens(ANSWER)
                            .minTokens(ANSWER)
                            .sampling(Sampling.GREEDY)
                            .build(),
                    new GenerationListener() {
                        @Override
                        public void token(TokenEvidence evidence, String text) {}

                        @Override
                        public void finished(Generation generation) {
                            done.complete(generation);
                        }

                        @Override
                        public void failed(SlmException failure) {
                            done.completeExceptionally(failure);
                        }
                    });
            done.join();
        }
        return requests / ((System.nanoTime() - begun) / 1e9);
    }
}
