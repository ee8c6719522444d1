package dev.weir.gateway.bench;

import java.util.List;

/**
 * What is measured, and how often.
 *
 * @param prompts lengths of prompts to read, in tokens
 * @param batches how many answers are written together
 * @param tokens how many tokens of each answer are timed
 * @param context tokens of each prompt that is answered
 * @param rounds how often everything is measured
 * @param threads how many compute
 */
public record BenchPlan(
        List<Integer> prompts, List<Integer> batches, int tokens, int context, int rounds, int threads) {

    public BenchPlan {
        prompts = List.copyOf(prompts);
        batches = List.copyOf(batches);
        requireCounts("--prompt", prompts);
        requireCounts("--batch", batches);
        requireCounts("--tokens", List.of(tokens));
        requireCounts("--context", List.of(context));
        requireCounts("--rounds", List.of(rounds));
        requireCounts("--threads", List.of(threads));
    }

    private static void requireCounts(String name, List<Integer> counts) {
        if (counts.isEmpty() || counts.stream().anyMatch(count -> count < 1)) {
            throw new IllegalArgumentException(name + " must be 1 or more, not " + counts);
        }
    }

    /** The largest batch. */
    int mostRows() {
        return batches.stream().mapToInt(Integer::intValue).max().orElse(1);
    }
}
