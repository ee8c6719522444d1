package dev.weir.gateway.http;

import dev.weir.gateway.routing.Passage;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads a field that holds a text, several, a text in tokens, or several of those. */
final class PassagesReader {

    private static final String EXPECTED = "a string, an array of strings, or one or several arrays of tokens";

    private PassagesReader() {}

    static List<Passage> read(Fields request, String name, int most) {
        JsonNode node = request.require(name);
        String path = request.path(name);
        if (node.isString()) {
            return List.of(words(node, path));
        }
        if (!node.isArray()) {
            throw ProblemException.invalidType(path, EXPECTED, Fields.nameOf(node));
        }
        if (node.isEmpty()) {
            throw ProblemException.invalidValue(path, "it must not be empty");
        }
        return node.get(0).isNumber() ? List.of(tokens(node, path)) : several(node, path, most);
    }

    private static List<Passage> several(JsonNode nodes, String path, int most) {
        if (nodes.size() > most) {
            throw ProblemException.invalidValue(path, "it may hold at most " + most + " texts");
        }
        List<Passage> passages = new ArrayList<>(nodes.size());
        boolean inTokens = nodes.get(0).isArray();
        for (int i = 0; i < nodes.size(); i++) {
            String at = path + "[" + i + "]";
            passages.add(inTokens ? tokens(nodes.get(i), at) : words(nodes.get(i), at));
        }
        return passages;
    }

    private static Passage words(JsonNode node, String path) {
        if (!node.isString()) {
            throw ProblemException.invalidType(path, "a string", Fields.nameOf(node));
        }
        if (node.stringValue().isEmpty()) {
            throw ProblemException.invalidValue(path, "it must not be empty");
        }
        return new Passage.Words(node.stringValue());
    }

    private static Passage tokens(JsonNode node, String path) {
        if (!node.isArray()) {
            throw ProblemException.invalidType(path, "an array of tokens", Fields.nameOf(node));
        }
        if (node.isEmpty()) {
            throw ProblemException.invalidValue(path, "it must not be empty");
        }
        List<Integer> ids = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            JsonNode id = node.get(i);
            if (!id.isIntegralNumber()) {
                throw ProblemException.invalidType(path + "[" + i + "]", "an integer", Fields.nameOf(id));
            }
            if (!id.canConvertToInt() || id.intValue() < 0) {
                throw ProblemException.invalidValue(path + "[" + i + "]", "it must be the id of a token");
            }
            ids.add(id.intValue());
        }
        return new Passage.Tokens(ids);
    }
}
