package dev.weir.slm.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The tokens that a tokenizer finds in a text before it splits the rest: {@code <|im_start|>} and the like. */
final class AddedTokens {

    private final Map<Character, List<Added>> byFirst = new HashMap<>();

    /**
     * One of them.
     *
     * @param takesSpaceBefore whether white space before it belongs to it
     * @param takesSpaceAfter whether white space after it belongs to it
     */
    record Added(int id, String content, boolean takesSpaceBefore, boolean takesSpaceAfter) {}

    /** Where one was found. */
    record Found(Added token, int begin) {

        int end() {
            return begin + token.content().length();
        }
    }

    AddedTokens(JsonNode tokenizer) {
        for (JsonNode node : tokenizer.path("added_tokens")) {
            Added added = new Added(
                    node.get("id").intValue(),
                    node.get("content").asString(),
                    node.path("lstrip").asBoolean(false),
                    node.path("rstrip").asBoolean(false));
            if (!added.content().isEmpty()) {
                byFirst.computeIfAbsent(added.content().charAt(0), _ -> new ArrayList<>())
                        .add(added);
            }
        }
        Comparator<Added> longestFirst = Comparator.<Added>comparingInt(
                        added -> added.content().length())
                .reversed();
        byFirst.values().forEach(added -> added.sort(longestFirst));
    }

    /** All in the text, from left to right, the longest at each place, none touching another. */
    List<Found> in(String text) {
        List<Found> all = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            Optional<Added> here = at(text, at);
            if (here.isPresent()) {
                all.add(new Found(here.get(), at));
                at += here.get().content().length();
            } else {
                at++;
            }
        }
        return all;
    }

    /**
     * Those that overlap none of the spans, in one walk along both.
     *
     * @param found in order
     * @param spans in order
     */
    static List<Found> outside(List<Span> spans, List<Found> found) {
        List<Found> outside = new ArrayList<>();
        Iterator<Span> later = spans.iterator();
        Span span = later.hasNext() ? later.next() : null;
        for (Found token : found) {
            while (span != null && span.end() <= token.begin()) {
                span = later.hasNext() ? later.next() : null;
            }
            if (span == null || token.end() <= span.begin()) {
                outside.add(token);
            }
        }
        return outside;
    }

    private Optional<Added> at(String text, int at) {
        return byFirst.getOrDefault(text.charAt(at), List.of()).stream()
                .filter(added -> text.startsWith(added.content(), at))
                .findFirst();
    }
}
