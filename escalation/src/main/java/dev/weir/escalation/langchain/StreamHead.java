package dev.weir.escalation.langchain;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What every chunk of one stream says of the whole: the provider's own words where its first chunk has them, else ours,
 * and the same on every chunk. For one subscriber, one chunk at a time.
 */
final class StreamHead {

    private final String object;
    private final String ourId;
    private final InstantSource clock;
    private String model;
    private @Nullable String id;
    private @Nullable JsonNode created;

    /**
     * @param object the kind of chunk
     * @param ourId where the provider gives none
     * @param model until the provider names one
     */
    StreamHead(String object, String ourId, String model, InstantSource clock) {
        this.object = object;
        this.ourId = ourId;
        this.model = model;
        this.clock = clock;
    }

    /** The model that the provider named last. */
    String model() {
        return model;
    }

    void complete(ObjectNode chunk) {
        model = chunk.path("model").isString() ? chunk.get("model").stringValue() : model;
        if (id == null) {
            id = chunk.path("id").isString() ? chunk.get("id").stringValue() : ourId;
        }
        if (created == null) {
            created = chunk.path("created").isNumber()
                    ? chunk.get("created")
                    : JsonNodeFactory.instance.numberNode(clock.instant().getEpochSecond());
        }
        chunk.put("id", id).put("object", object).put("model", model);
        chunk.set("created", created);
    }
}
