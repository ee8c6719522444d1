package dev.weir.gateway.routing;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the caller wants text to be generated; null leaves a choice to the model.
 *
 * @param stops the text ends before the first of these
 * @param choices how many answers to the same prompt, at least 1
 * @param topLogProbabilities how many alternatives to list beside each token; null wants no probabilities at all
 */
public record Settings(
        @Nullable Integer maxTokens,
        List<String> stops,
        int choices,
        @Nullable Integer topLogProbabilities,
        Draw draw) {

    public static final Settings NONE = new Settings(null, List.of(), 1, null, Draw.FREE);

    public Settings {
        stops = List.copyOf(stops);
    }

    /** How each token is drawn; null leaves that to the model. */
    public record Draw(
            @Nullable Double temperature,
            @Nullable Double topP,
            @Nullable Integer topK,
            @Nullable Double minP,
            @Nullable Double frequencyPenalty,
            @Nullable Double presencePenalty,
            @Nullable Double repetitionPenalty,
            Map<Integer, Double> logitBias,
            @Nullable Long seed) {

        /** All of it is left to the model. */
        public static final Draw FREE = new Draw(null, null, null, null, null, null, null, Map.of(), null);

        public Draw {
            logitBias = Map.copyOf(logitBias);
        }
    }
}
