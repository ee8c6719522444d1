package dev.weir.slm;

import java.util.List;

/** What a generation may write. Everything else becomes impossible, not only improbable. */
public sealed interface Constraint {

    /**
     * Exactly one of these texts.
     *
     * @param texts at least one, and none twice
     */
    record Choices(List<String> texts) implements Constraint {

        public Choices {
            texts = List.copyOf(texts);
            if (texts.isEmpty()) {
                throw new IllegalArgumentException("there must be at least one choice");
            }
            if (texts.stream().distinct().count() < texts.size()) {
                throw new IllegalArgumentException("a choice is there twice");
            }
        }
    }

    /**
     * A text that matches as a whole.
     *
     * @param pattern in the syntax of ECMAScript, as far as it describes a regular language: no look-around and no
     *     references back
     */
    record Regex(String pattern) implements Constraint {}

    /** Any JSON object, without line breaks. */
    record JsonObject() implements Constraint {}

    /**
     * JSON that is valid by a schema, without line breaks.
     *
     * @param schema the text of a JSON schema
     */
    record JsonSchema(String schema) implements Constraint {}
}
