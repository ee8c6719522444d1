package dev.weir.gateway.http;

import dev.weir.gateway.routing.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads how the caller wants text to be generated. */
final class SettingsReader {

    private static final int MOST_STOPS = 4;
    private static final long MOST_CHOICES = 128;
    private static final long MOST_TOP_LOGPROBS = 20;
    private static final long MOST_LOGPROBS_OF_CONTINUATION = 5;
    /** What OpenAI writes unless told otherwise. */
    private static final int TOKENS_OF_CONTINUATION = 16;

    private static final double MOST_BIAS = 100;
    private static final double MOST_REPETITION_PENALTY = 10;

    private final Fields request;

    SettingsReader(Fields request) {
        this.request = request;
    }

    Settings read() {
        return new Settings(maxTokens(), stops(), choices(), topLogProbabilities(), draw());
    }

    /** The same for a text that goes on from another, where {@code logprobs} is a number. */
    Settings readForContinuation() {
        Long limit = request.integer("max_tokens", 1, Integer.MAX_VALUE);
        Long top = request.integer("logprobs", 0, MOST_LOGPROBS_OF_CONTINUATION);
        return new Settings(
                limit == null ? TOKENS_OF_CONTINUATION : limit.intValue(),
                stops(),
                choices(),
                top == null ? null : top.intValue(),
                draw());
    }

    private int choices() {
        Long n = request.integer("n", 1, MOST_CHOICES);
        return n == null ? 1 : n.intValue();
    }

    private Settings.Draw draw() {
        Long topK = request.integer("top_k", 0, Integer.MAX_VALUE);
        return new Settings.Draw(
                request.number("temperature", 0, 2),
                request.number("top_p", 0, 1),
                topK == null ? null : topK.intValue(),
                request.number("min_p", 0, 1),
                request.number("frequency_penalty", -2, 2),
                request.number("presence_penalty", -2, 2),
                request.number("repetition_penalty", Float.MIN_NORMAL, MOST_REPETITION_PENALTY),
                logitBias(),
                request.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE));
    }

    private @Nullable Integer maxTokens() {
        Long newer = request.integer("max_completion_tokens", 1, Integer.MAX_VALUE);
        Long older = request.integer("max_tokens", 1, Integer.MAX_VALUE);
        if (newer != null && older != null && !newer.equals(older)) {
            throw ProblemException.invalidValue(
                    "max_tokens", "it differs from 'max_completion_tokens', which replaces it; send one of them");
        }
        Long limit = newer == null ? older : newer;
        return limit == null ? null : limit.intValue();
    }

    private List<String> stops() {
        JsonNode stop = request.get("stop");
        if (stop == null) {
            return List.of();
        }
        List<JsonNode> nodes = stop.isArray() ? List.copyOf(stop.values()) : List.of(stop);
        if (nodes.size() > MOST_STOPS) {
            throw ProblemException.invalidValue("stop", "it may hold at most 4 strings");
        }
        for (JsonNode node : nodes) {
            if (!node.isString()) {
                throw ProblemException.invalidType("stop", "a string or an array of strings", Fields.nameOf(node));
            }
            if (node.stringValue().isEmpty()) {
                throw ProblemException.invalidValue("stop", "a stop string must not be empty");
            }
        }
        return nodes.stream().map(JsonNode::stringValue).toList();
    }

    private @Nullable Integer topLogProbabilities() {
        boolean logprobs = request.flag("logprobs");
        Long top = request.integer("top_logprobs", 0, MOST_TOP_LOGPROBS);
        if (top != null && !logprobs) {
            throw ProblemException.invalidValue("top_logprobs", "it is only allowed when 'logprobs' is true");
        }
        if (!logprobs) {
            return null;
        }
        return top == null ? 0 : top.intValue();
    }

    private Map<Integer, Double> logitBias() {
        JsonNode bias = request.object("logit_bias");
        if (bias == null) {
            return Map.of();
        }
        Fields tokens = Fields.of(bias, "logit_bias");
        Map<Integer, Double> read = new HashMap<>();
        for (String token : tokens.names()) {
            Double added = tokens.number(token, -MOST_BIAS, MOST_BIAS);
            if (added != null) {
                read.put(idOf(token), added);
            }
        }
        return read;
    }

    private static int idOf(String token) {
        try {
            int id = Integer.parseInt(token);
            if (id >= 0) {
                return id;
            }
        } catch (NumberFormatException _) {
            // falls through to the sentence that both faults share
        }
        throw ProblemException.invalidValue("logit_bias", "its keys must be ids of tokens, each a whole number from 0");
    }
}
