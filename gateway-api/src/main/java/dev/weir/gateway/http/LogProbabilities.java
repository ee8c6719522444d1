package dev.weir.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.weir.gateway.routing.TokenLogProbability;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's {@code logprobs} of a choice.
 *
 * @param content null when the choice has no text
 * @param refusal always null; its clients require the key
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record LogProbabilities(
        @Nullable List<Entry> content, @Nullable List<Entry> refusal) {

    /** What OpenAI writes for a token that could hardly have come. JSON has no infinity. */
    private static final double HARDLY = -9999;

    static LogProbabilities of(List<TokenLogProbability> tokens) {
        List<Entry> content =
                tokens.isEmpty() ? null : tokens.stream().map(Entry::of).toList();
        return new LogProbabilities(content, null);
    }

    static double written(double logProbability) {
        return logProbability >= HARDLY ? logProbability : HARDLY;
    }

    /** One token of the text. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Entry(
            String token,
            double logprob,
            @Nullable List<Integer> bytes,
            @JsonProperty("top_logprobs") List<Top> topLogprobs) {

        static Entry of(TokenLogProbability said) {
            return new Entry(
                    said.token().text(),
                    written(said.logProbability()),
                    said.token().bytes(),
                    said.alternatives().stream().map(Top::of).toList());
        }
    }

    /** A token that might have come. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Top(String token, double logprob, @Nullable List<Integer> bytes) {

        static Top of(TokenLogProbability.Alternative other) {
            return new Top(
                    other.token().text(),
                    written(other.logProbability()),
                    other.token().bytes());
        }
    }
}
