package dev.weir.gateway.tier;

import dev.weir.gateway.routing.AnswerForm;
import dev.weir.gateway.routing.Prompt;
import dev.weir.gateway.routing.TierException;
import dev.weir.gateway.routing.Tools;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The form in which a prompt wants a label.
 *
 * @param property of the JSON object that holds it; null when the label stands by itself
 * @param allowed the only labels that may be given; empty for any
 * @param field of the request that demands this form
 * @param function that is called with the object; null when it is no call
 */
record LabelForm(
        @Nullable String property,
        List<String> allowed,
        String field,
        @Nullable String function) {

    private static final String DEFAULT_PROPERTY = "intent";

    LabelForm {
        allowed = List.copyOf(allowed);
    }

    /** Refuses what a label cannot be. */
    static LabelForm of(Prompt prompt) {
        if (prompt.tools().mayBeCalled()) {
            return call(prompt.tools());
        }
        return switch (prompt.form()) {
            case AnswerForm.Text _ -> new LabelForm(null, List.of(), "response_format", null);
            case AnswerForm.JsonObject _ -> new LabelForm(DEFAULT_PROPERTY, List.of(), "response_format", null);
            case AnswerForm.Schema schema -> of(schema.oneProperty(), "response_format", null);
            case AnswerForm.Continuation _ -> throw TierException.unsupported("prompt");
            case AnswerForm.Decision _, AnswerForm.Embeddings _ ->
                throw new IllegalArgumentException("a label has no form there");
        };
    }

    /** A label says what to call a function with, not whether to call it, or which. */
    private static LabelForm call(Tools tools) {
        if (tools.use() != Tools.Use.REQUIRED || Set.copyOf(tools.callable()).size() != 1) {
            throw TierException.unsupported("tools");
        }
        String name = tools.callable().getFirst();
        return tools.functions().stream()
                .filter(function -> function.name().equals(name))
                .map(function -> of(function.oneProperty(), "tools", name))
                .findFirst()
                .orElseThrow(() -> TierException.unsupported("tools"));
    }

    private static LabelForm of(AnswerForm.@Nullable OneProperty one, String field, @Nullable String function) {
        if (one == null) {
            throw TierException.unsupported(field);
        }
        return new LabelForm(one.name(), one.allowed(), field, function);
    }

    boolean allows(String label) {
        return allowed.isEmpty() || allowed.contains(label);
    }

    /** What stands before the label. */
    String before(ObjectMapper json) {
        return property == null ? "" : "{" + quoted(property, json) + ":\"";
    }

    /** The label as it stands in the text. */
    String spelled(String label, ObjectMapper json) {
        String quoted = quoted(label, json);
        return property == null ? label : quoted.substring(1, quoted.length() - 1);
    }

    /** What stands behind it. */
    String after() {
        return property == null ? "" : "\"}";
    }

    private static String quoted(String text, ObjectMapper json) {
        return json.writeValueAsString(JsonNodeFactory.instance.stringNode(text));
    }
}
