package dev.weir.slm.sampling;

import dev.weir.slm.Sampling;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The readable twin of {@link Sampler} and {@link Logits}: every list sorted, every probability written out. */
final class SlowSampler {

    private record Candidate(int id, double probability) {}

    private SlowSampler() {}

    /** The token drawn by a number from 0 to 1. */
    static int choose(float[] logits, Sampling sampling, double drawn) {
        double temperature = sampling.isGreedy() ? 1 : sampling.temperature();
        List<Candidate> kept = byProbability(logits, temperature);
        if (sampling.isGreedy()) {
            return kept.getFirst().id();
        }
        if (sampling.topK() > 0) {
            kept = kept.subList(0, Math.min(sampling.topK(), kept.size()));
        }
        kept = minP(topP(kept, sampling.topP()), sampling.minP());
        double left = drawn * total(kept);
        List<Candidate> byId =
                kept.stream().sorted(Comparator.comparingInt(Candidate::id)).toList();
        for (Candidate candidate : byId) {
            left -= candidate.probability();
            if (left < 0) {
                return candidate.id();
            }
        }
        return byId.getLast().id();
    }

    static double logProbability(float[] logits, int id) {
        return Math.log(softmax(logits, 1)[id]);
    }

    static double margin(float[] logits) {
        double[] sorted = DoubleStream.of(softmax(logits, 1)).sorted().toArray();
        return Math.log(sorted[sorted.length - 1]) - Math.log(sorted[sorted.length - 2]);
    }

    static double entropy(float[] logits) {
        return DoubleStream.of(softmax(logits, 1))
                .filter(p -> p > 0)
                .map(p -> -p * Math.log(p))
                .sum();
    }

    /** The logits after penalties and bias: Hugging Face's definition of the first, OpenAI's of the others. */
    static float[] adjusted(float[] logits, Sampling sampling, List<Integer> prompt, List<Integer> written) {
        float[] adjusted = logits.clone();
        for (int id = 0; id < logits.length; id++) {
            double logit = logits[id];
            if (prompt.contains(id) || written.contains(id)) {
                logit = logit < 0 ? logit * sampling.repetitionPenalty() : logit / sampling.repetitionPenalty();
            }
            int times = Collections.frequency(written, id);
            logit -= times * sampling.frequencyPenalty();
            logit -= times > 0 ? sampling.presencePenalty() : 0;
            adjusted[id] =
                    (float) logit + sampling.logitBias().getOrDefault(id, 0.0).floatValue();
        }
        return adjusted;
    }

    private static List<Candidate> minP(List<Candidate> kept, double minP) {
        double most = kept.getFirst().probability();
        return kept.stream()
                .filter(candidate -> candidate.probability() >= minP * most)
                .toList();
    }

    private static List<Candidate> topP(List<Candidate> kept, double topP) {
        if (topP == 1) {
            return kept;
        }
        double wanted = topP * total(kept);
        double sum = 0;
        List<Candidate> nucleus = new ArrayList<>();
        for (Candidate candidate : kept) {
            if (sum < wanted) {
                nucleus.add(candidate);
                sum += candidate.probability();
            }
        }
        return nucleus;
    }

    private static List<Candidate> byProbability(float[] logits, double temperature) {
        double[] probabilities = softmax(logits, temperature);
        return IntStream.range(0, logits.length)
                .mapToObj(id -> new Candidate(id, probabilities[id]))
                .sorted(Comparator.comparingDouble((Candidate candidate) -> -logits[candidate.id()])
                        .thenComparingInt(Candidate::id))
                .toList();
    }

    private static double[] softmax(float[] logits, double temperature) {
        double top = IntStream.range(0, logits.length)
                .mapToDouble(i -> logits[i])
                .max()
                .orElseThrow();
        double[] weights = IntStream.range(0, logits.length)
                .mapToDouble(i -> Math.exp((logits[i] - top) / temperature))
                .toArray();
        double sum = DoubleStream.of(weights).sum();
        return DoubleStream.of(weights).map(weight -> weight / sum).toArray();
    }

    private static double total(List<Candidate> candidates) {
        return candidates.stream().mapToDouble(Candidate::probability).sum();
    }
}
