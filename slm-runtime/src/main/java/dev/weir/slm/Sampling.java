package dev.weir.slm;

import org.jspecify.annotations.Nullable;

/**
 * How the next token is chosen from the model's distribution.
 *
 * @param temperature 0 takes the most probable token (greedy); otherwise logits are divided by it; 0 to 2
 * @param topP only the smallest set of tokens whose probabilities add up to this is drawn from; above 0, at most 1
 * @param topK only this many most probable tokens are drawn from; 0 means all
 * @param seed the same seed draws the same tokens for the same prompt; null draws differently each time
 */
public record Sampling(
        double temperature, double topP, int topK, @Nullable Long seed) {

    public static final Sampling GREEDY = new Sampling(0, 1, 0, null);

    public Sampling {
        if (!(temperature >= 0 && temperature <= 2)) {
            throw new IllegalArgumentException("temperature must be 0 to 2, not " + temperature);
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("topP must be above 0 and at most 1, not " + topP);
        }
        if (topK < 0) {
            throw new IllegalArgumentException("topK must be 0 or more, not " + topK);
        }
    }

    public boolean isGreedy() {
        return temperature == 0;
    }
}
