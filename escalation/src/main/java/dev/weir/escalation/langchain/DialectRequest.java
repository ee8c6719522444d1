package dev.weir.escalation.langchain;

import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The caller's own JSON on its way to an OpenAI-dialect provider: a copy with our model, our kind of reply, and none of our own fields. */
final class DialectRequest {

    private static final String OWN_FIELD = "weir";
    private static final String OWN_FIELDS_PREFIX = "weir_";

    private DialectRequest() {}

    static ObjectNode unstreamed(ObjectNode callers, String model) {
        ObjectNode body = copy(callers, model);
        body.put("stream", false);
        body.remove("stream_options");
        return body;
    }

    static ObjectNode streamed(ObjectNode callers, String model) {
        ObjectNode body = copy(callers, model);
        body.put("stream", true);
        ObjectNode streamOptions = body.get("stream_options") instanceof ObjectNode given
                ? given.deepCopy()
                : JsonNodeFactory.instance.objectNode();
        body.set("stream_options", streamOptions.put("include_usage", true));
        return body;
    }

    /** A shallow copy: what lies deeper is shared with the caller's tree and never written. */
    private static ObjectNode copy(ObjectNode callers, String model) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        for (var field : callers.properties()) {
            if (!isOurs(field.getKey())) {
                body.set(field.getKey(), field.getValue());
            }
        }
        return body.put("model", model);
    }

    private static boolean isOurs(String field) {
        String lower = field.toLowerCase(Locale.ROOT);
        return lower.equals(OWN_FIELD) || lower.startsWith(OWN_FIELDS_PREFIX);
    }
}
