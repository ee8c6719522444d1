package dev.weir.slm;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the next token is chosen from the model's distribution. The penalties and the bias change the logits first, in
 * the order in which they stand here; then the temperature divides them; then top-k, top-p and min-p, in this order,
 * each keep a part of what the one before has kept.
 *
 * @param temperature 0 takes the most probable token (greedy); otherwise logits are divided by it; 0 to 2
 * @param topP only the smallest set of tokens whose probabilities add up to this is drawn from; above 0, at most 1
 * @param topK only this many most probable tokens are drawn from; 0 means all
 * @param minP only tokens at least this many times as probable as the most probable one are drawn from; 0 (off) to 1
 * @param repetitionPenalty what positive logits are divided by and negative ones multiplied with if their token stands
 *     in the prompt or the text so far, as the Hugging Face library does it; above 0; 1 is off
 * @param presencePenalty taken from the logits of all tokens of the text so far; -2 to 2
 * @param frequencyPenalty taken from a token's logit as often as it stands in the text so far; -2 to 2. Both as OpenAI
 *     defines them
 * @param logitBias added to the logits of these tokens; -100 to 100; an id outside the vocabulary does nothing
 * @param seed the same seed draws the same tokens for the same prompt; null draws differently each time
 */
public record Sampling(
        double temperature,
        double topP,
        int topK,
        double minP,
        double repetitionPenalty,
        double presencePenalty,
        double frequencyPenalty,
        Map<Integer, Double> logitBias,
        @Nullable Long seed) {

    public static final Sampling GREEDY = new Sampling(0, 1, 0, null);

    private static final double MOST_BIAS = 100;

    public Sampling {
        requireWithin("temperature", temperature, 0, 2);
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("topP must be above 0 and at most 1, not " + topP);
        }
        if (topK < 0) {
            throw new IllegalArgumentException("topK must be 0 or more, not " + topK);
        }
        requireWithin("minP", minP, 0, 1);
        if (!(repetitionPenalty > 0 && repetitionPenalty < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "repetitionPenalty must be above 0 and finite, not " + repetitionPenalty);
        }
        requireWithin("presencePenalty", presencePenalty, -2, 2);
        requireWithin("frequencyPenalty", frequencyPenalty, -2, 2);
        logitBias = Map.copyOf(logitBias);
        logitBias.forEach((id, bias) -> {
            if (id < 0) {
                throw new IllegalArgumentException("logitBias must name tokens by ids of 0 or more, not " + id);
            }
            requireWithin("logitBias of token " + id, bias, -MOST_BIAS, MOST_BIAS);
        });
    }

    /** Without minimum probability, penalties and bias. */
    public Sampling(double temperature, double topP, int topK, @Nullable Long seed) {
        this(temperature, topP, topK, 0, 1, 0, 0, Map.of(), seed);
    }

    /** Whether nothing is drawn: the most probable token, penalties and bias included, is taken. */
    public boolean isGreedy() {
        return temperature == 0;
    }

    /** Whether the most probable token may be another one than the model's. */
    public boolean adjustsLogits() {
        return repetitionPenalty != 1 || presencePenalty != 0 || frequencyPenalty != 0 || !logitBias.isEmpty();
    }

    public Sampling withTemperature(double changed) {
        return new Sampling(
                changed, topP, topK, minP, repetitionPenalty, presencePenalty, frequencyPenalty, logitBias, seed);
    }

    public Sampling withTopP(double changed) {
        return new Sampling(
                temperature,
                changed,
                topK,
                minP,
                repetitionPenalty,
                presencePenalty,
                frequencyPenalty,
                logitBias,
                seed);
    }

    public Sampling withTopK(int changed) {
        return new Sampling(
                temperature,
                topP,
                changed,
                minP,
                repetitionPenalty,
                presencePenalty,
                frequencyPenalty,
                logitBias,
                seed);
    }

    public Sampling withMinP(double changed) {
        return new Sampling(
                temperature,
                topP,
                topK,
                changed,
                repetitionPenalty,
                presencePenalty,
                frequencyPenalty,
                logitBias,
                seed);
    }

    public Sampling withRepetitionPenalty(double changed) {
        return new Sampling(temperature, topP, topK, minP, changed, presencePenalty, frequencyPenalty, logitBias, seed);
    }

    public Sampling withPresencePenalty(double changed) {
        return new Sampling(
                temperature, topP, topK, minP, repetitionPenalty, changed, frequencyPenalty, logitBias, seed);
    }

    public Sampling withFrequencyPenalty(double changed) {
        return new Sampling(
                temperature, topP, topK, minP, repetitionPenalty, presencePenalty, changed, logitBias, seed);
    }

    public Sampling withLogitBias(Map<Integer, Double> changed) {
        return new Sampling(
                temperature, topP, topK, minP, repetitionPenalty, presencePenalty, frequencyPenalty, changed, seed);
    }

    public Sampling withSeed(@Nullable Long changed) {
        return new Sampling(
                temperature,
                topP,
                topK,
                minP,
                repetitionPenalty,
                presencePenalty,
                frequencyPenalty,
                logitBias,
                changed);
    }

    private static void requireWithin(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException("%s must be %.0f to %.0f, not %s".formatted(name, least, most, value));
        }
    }
}
