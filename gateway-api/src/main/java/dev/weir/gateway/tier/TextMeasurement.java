package dev.weir.gateway.tier;

import dev.weir.gateway.calibration.TextEvidence;
import dev.weir.slm.Generation;
import dev.weir.slm.TokenEvidence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sums up what a generator's distributions said of its tokens. */
final class TextMeasurement {

    private static final double LOW_PART = 0.1;

    private TextMeasurement() {}

    /** @param limit of tokens that the caller set; null for none */
    static TextEvidence of(Generation generation, @Nullable Integer limit) {
        List<TokenEvidence> tokens = generation.tokens();
        boolean cut = generation.finish() == Generation.Finish.LENGTH
                && (limit == null || generation.completionTokens() < limit);
        if (tokens.isEmpty()) {
            return new TextEvidence(0, 0, 0, 0, 0, 1, cut);
        }
        double[] rising = tokens.stream()
                .mapToDouble(TokenEvidence::logProbability)
                .sorted()
                .toArray();
        double sum = 0;
        double entropy = 0;
        for (TokenEvidence token : tokens) {
            sum += token.logProbability();
            entropy += token.entropy();
        }
        return new TextEvidence(
                sum / rising.length,
                Math.min(0, rising[0]),
                rising[(int) (LOW_PART * (rising.length - 1))],
                entropy / rising.length,
                tokens.getFirst().margin(),
                rising.length,
                cut);
    }
}
