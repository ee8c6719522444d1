package dev.weir.gateway.audit;

import dev.weir.gateway.routing.AnswerForm;
import dev.weir.gateway.routing.Prompt;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Comparisons that look at nothing but the two texts. */
public enum Matching implements Comparison {

    /** The same characters, but for spaces around them; where the caller asked for JSON, the same JSON. */
    EXACT {
        @Override
        boolean same(String draft, String hosted, AnswerForm form) {
            return draft.strip().equals(hosted.strip())
                    || (!(form instanceof AnswerForm.Text) && sameJson(draft, hosted));
        }
    },

    /** The same JSON: order of fields, spaces and spelling of numbers do not count. */
    JSON {
        @Override
        boolean same(String draft, String hosted, AnswerForm form) {
            return sameJson(draft, hosted);
        }
    },

    /** The same words in the same order: case, punctuation and spaces do not count. */
    NORMALISED {
        @Override
        boolean same(String draft, String hosted, AnswerForm form) {
            return normalised(draft).equals(normalised(hosted));
        }
    };

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final Pattern NO_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

    @Override
    public Mono<Finding> compare(Prompt prompt, String draft, String hosted) {
        return Mono.fromSupplier(() -> Finding.of(same(draft, hosted, prompt.form())));
    }

    abstract boolean same(String draft, String hosted, AnswerForm form);

    private static boolean sameJson(String draft, String hosted) {
        try {
            return MAPPER.readTree(draft).equals(Matching::compareLeaves, MAPPER.readTree(hosted));
        } catch (JacksonException _) {
            return false;
        }
    }

    /** 1 and 1.0 are the same number, which {@link JsonNode#equals(Object)} denies. */
    private static int compareLeaves(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        return one.equals(other) ? 0 : 1;
    }

    private static String normalised(String text) {
        String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return NO_WORDS.matcher(folded).replaceAll(" ").strip();
    }
}
