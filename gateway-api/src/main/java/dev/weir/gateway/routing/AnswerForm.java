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
