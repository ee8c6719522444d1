package dev.weir.gateway.http;

import dev.weir.gateway.routing.TokenLogProbability;
import dev.weir.gateway.routing.TokenLogProbability.Alternative;
import dev.weir.gateway.routing.TokenLogProbability.Token;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI's {@code logprobs} of one choice of a {@code text_completion}: four lists with an entry for each token. The
 * offsets count the characters of the choice's text, through all its chunks. For one thread at a time.
 */
final class TextLogProbabilities {

    private static final int CONTINUING = 0b1000_0000;
    private static final int CONTINUING_MASK = 0b1100_0000;

    private long offset;

    /** The object for the tokens that come next. */
    ObjectNode next(List<TokenLogProbability> said) {
        ObjectNode logprobs = JsonNodeFactory.instance.objectNode();
        ArrayNode tokens = logprobs.putArray("tokens");
        ArrayNode probabilities = logprobs.putArray("token_logprobs");
        ArrayNode alternatives = logprobs.putArray("top_logprobs");
        ArrayNode offsets = logprobs.putArray("text_offset");
        for (TokenLogProbability one : said) {
            tokens.add(one.token().text());
            probabilities.add(LogProbabilities.written(one.logProbability()));
            alternatives.add(alternatives(one));
            offsets.add(offset);
            offset += charactersBegunIn(one.token().bytes());
        }
        return logprobs;
    }

    /** The token that came is always among them. Of two that read the same, the more probable stays. */
    private static ObjectNode alternatives(TokenLogProbability one) {
        ObjectNode alternatives = JsonNodeFactory.instance.objectNode();
        for (Alternative other : one.alternatives()) {
            put(alternatives, other.token(), other.logProbability());
        }
        put(alternatives, one.token(), one.logProbability());
        return alternatives;
    }

    private static void put(ObjectNode alternatives, Token token, double logProbability) {
        if (!alternatives.has(token.text())) {
            alternatives.put(token.text(), LogProbabilities.written(logProbability));
        }
    }

    private static long charactersBegunIn(@Nullable List<Integer> utf8) {
        return utf8 == null
                ? 0
                : utf8.stream()
                        .filter(one -> (one & CONTINUING_MASK) != CONTINUING)
                        .count();
    }
}
