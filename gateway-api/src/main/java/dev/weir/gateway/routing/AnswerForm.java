package dev.weir.gateway.routing;

import java.util.List;

/** The form that the caller wants the answer in. */
public sealed interface AnswerForm {

    /** Plain text. */
    record Text() implements AnswerForm {}

    /** Any JSON object. */
    record JsonObject() implements AnswerForm {}

    /**
     * A JSON object with one property that holds a string.
     *
     * @param allowed the values that the schema lists; empty when any string will do
     */
    record OneProperty(String name, List<String> allowed) implements AnswerForm {

        public OneProperty {
            allowed = List.copyOf(allowed);
        }
    }

    /** A JSON object that keeps to a schema of another shape. */
    record OtherSchema() implements AnswerForm {}
}
