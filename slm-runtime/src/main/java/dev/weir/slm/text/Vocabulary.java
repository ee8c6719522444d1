package dev.weir.slm.text;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The tokens of a {@code tokenizer.json} by their ids. */
final class Vocabulary {

    private final Map<Integer, String> tokens = new HashMap<>();
    private final Set<Integer> special = new HashSet<>();
    private @Nullable String unknown;

    private Vocabulary() {}

    static Vocabulary read(JsonNode tokenizer) {
        Vocabulary vocabulary = new Vocabulary();
        JsonNode model = tokenizer.path("model").path("vocab");
        if (model.isArray()) {
            for (int id = 0; id < model.size(); id++) {
                vocabulary.tokens.put(id, model.get(id).get(0).asString());
            }
        } else {
            model.properties()
                    .forEach(token -> vocabulary.tokens.put(token.getValue().intValue(), token.getKey()));
        }
        tokenizer.path("added_tokens").forEach(vocabulary::add);
        JsonNode unknown = tokenizer.path("model").path("unk_token");
        if (unknown.isString()) {
            vocabulary.unknown = unknown.asString();
        }
        return vocabulary;
    }

    /** The token as the file writes it; null if there is none of that id. */
    @Nullable
    String token(int id) {
        return tokens.get(id);
    }

    /** All ids are below this. */
    int size() {
        return 1 + tokens.keySet().stream().mapToInt(id -> id).max().orElse(-1);
    }

    /** Whether the token steers the model and is no part of its text. */
    boolean isSpecial(int id) {
        return special.contains(id);
    }

    /** The tokens that steer the model, by what they are written as. */
    Map<String, Integer> specials() {
        return special.stream()
                .collect(Collectors.toMap(id -> Objects.requireNonNull(tokens.get(id)), id -> id, Math::min));
    }

    /** Whether the token stands for text that the vocabulary has none for. */
    boolean isUnknown(int id) {
        return unknown != null && unknown.equals(token(id));
    }

    private void add(JsonNode token) {
        int id = token.get("id").intValue();
        tokens.put(id, token.get("content").asString());
        if (token.path("special").asBoolean(false)) {
            special.add(id);
        }
    }
}
