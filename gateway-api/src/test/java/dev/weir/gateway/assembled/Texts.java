package dev.weir.gateway.assembled;

import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the text out of answers. */
final class Texts {

    private static final JsonMapper JSON = JsonMapper.shared();

    private Texts() {}

    static String whole(String body) {
        return JSON.readTree(body).at("/choices/0/message/content").asString();
    }

    /** All deltas of a stream, one after the other. */
    static String streamed(String body) {
        return body.lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> JSON.readTree(line.substring("data: ".length())))
                .map(chunk -> chunk.at("/choices/0/delta/content"))
                .map(JsonNode::asString)
                .collect(Collectors.joining());
    }
}
