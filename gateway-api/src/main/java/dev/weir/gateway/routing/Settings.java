package dev.weir.gateway.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the caller wants text to be generated; null leaves a choice to the model. */
public record Settings(
        @Nullable Integer maxTokens,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer topK,
        @Nullable Double frequencyPenalty,
        @Nullable Double presencePenalty,
        @Nullable Long seed,
        List<String> stops) {

    public static final Settings NONE = new Settings(null, null, null, null, null, null, null, List.of());

    public Settings {
        stops = List.copyOf(stops);
    }
}
