package dev.weir.gateway.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The form that the caller wants the answer in. */
public sealed interface AnswerForm {

    /** Plain text. */
    record Text() implements AnswerForm {}

    /** Any JSON object. */
    record JsonObject() implements AnswerForm {}

    /**
     * JSON that keeps to a schema.
     *
     * @param schema the schema itself, in JSON
     * @param oneProperty what it comes to, if it asks for no more than one property; else null
     */
    record Schema(String schema, @Nullable OneProperty oneProperty) implements AnswerForm {}

    /**
     * A decision instead of a text: how probable each answer to a question about the conversation is. A draft holds it
     * as OpenAI's answer object, but for the question's name.
     *
     * @param orders in how many orders the options are shown, the probabilities averaged; 1 or 2
     */
    record Decision(Question question, int orders) implements AnswerForm {}

    /**
     * Vectors instead of a text, one for each input. A draft holds them as a JSON array of base64 strings, each the
     * little-endian bytes of single-precision numbers.
     *
     * @param dimensions how long the caller wants each of them; null for as long as they are
     */
    record Embeddings(List<Passage> inputs, @Nullable Integer dimensions) implements AnswerForm {

        public Embeddings {
            inputs = List.copyOf(inputs);
        }
    }

    /** Text that goes on from a text, without a conversation. */
    record Continuation(Passage prompt) implements AnswerForm {}

    /**
     * A JSON object with one property that holds a string.
     *
     * @param allowed the values that the schema lists; empty when any string will do
     */
    record OneProperty(String name, List<String> allowed) {

        public OneProperty {
            allowed = List.copyOf(allowed);
        }
    }
}
