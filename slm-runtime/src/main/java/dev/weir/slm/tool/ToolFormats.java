package dev.weir.slm.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The forms of calls that are known, and which of them a chat template is written for. */
public final class ToolFormats {

    private static final String HERMES = "<tool_call>";
    private static final String MISTRAL = "[TOOL_CALLS]";
    private static final String MISTRAL_ARGUMENTS = "[ARGS]";
    private static final String FUNCTOOLS = "functools";

    /** What a tokenizer may have as a special token. */
    private static final List<String> MARKERS = List.of(HERMES, "</tool_call>", MISTRAL, MISTRAL_ARGUMENTS);

    private static final String NAME = "{\"name\": \"";
    private static final String ARGUMENTS = "\", \"arguments\": ";

    private ToolFormats() {}

    /**
     * The form that a template is written for; empty if it is none of those known.
     *
     * @param specials the tokenizer's special tokens, by what they are written as
     */
    public static Optional<ToolFormat> of(String template, Map<String, Integer> specials) {
        return named(template).map(format -> mark(format, specials));
    }

    private static Optional<ToolFormat> named(String template) {
        if (template.contains(HERMES)) {
            // Some models write other things than JSON between the same tags.
            boolean json = template.contains("arguments")
                    && !template.contains("<function=")
                    && !template.contains("<arg_key>");
            return json ? Optional.of(hermes()) : Optional.empty();
        }
        if (template.contains(MISTRAL)) {
            return mistral(template);
        }
        if (template.contains(FUNCTOOLS) || ToolPrompt.takesToolsInSystemTurn(template)) {
            return Optional.of(list(FUNCTOOLS, "["));
        }
        return template.contains("<|start_header_id|>") && template.contains("\"parameters\": ")
                ? Optional.of(llama())
                : Optional.empty();
    }

    /** Qwen 2.5 and 3, Hermes, SmolLM3. */
    private static ToolFormat hermes() {
        String begin = HERMES + "\n" + NAME;
        return new ToolFormat(HERMES, begin, ARGUMENTS, "}\n</tool_call>", "\n" + begin, "", true, List.of());
    }

    /** Llama 3.1 to 3.3, which are trained to write one call and nothing else. */
    private static ToolFormat llama() {
        return new ToolFormat(NAME, NAME, "\", \"parameters\": ", "}", "", "", false, List.of());
    }

    private static Optional<ToolFormat> mistral(String template) {
        if (template.contains(MISTRAL_ARGUMENTS)) {
            ToolFormat named = new ToolFormat(MISTRAL, MISTRAL, MISTRAL_ARGUMENTS, "", MISTRAL, "", true, List.of());
            return template.contains("[CALL_ID]") ? Optional.empty() : Optional.of(named);
        }
        return Optional.of(list(MISTRAL, template.contains(MISTRAL + " [") ? " [" : "["));
    }

    private static ToolFormat list(String opening, String bracket) {
        return new ToolFormat(opening, opening + bracket + NAME, ARGUMENTS, "}", ", " + NAME, "]", true, List.of());
    }

    private static ToolFormat mark(ToolFormat format, Map<String, Integer> specials) {
        List<ToolMarker> markers = new ArrayList<>();
        for (String content : MARKERS) {
            Integer token = specials.get(content);
            boolean used = (format.begin() + format.beforeArguments() + format.afterArguments()).contains(content);
            if (token != null && used) {
                markers.add(new ToolMarker(token, content, (char) (ToolMarker.FIRST + markers.size())));
            }
        }
        UnaryOperator<String> marked = text -> {
            String written = text;
            for (ToolMarker marker : markers) {
                written = written.replace(marker.content(), Character.toString(marker.character()));
            }
            return written;
        };
        return new ToolFormat(
                marked.apply(format.opening()),
                marked.apply(format.begin()),
                marked.apply(format.beforeArguments()),
                marked.apply(format.afterArguments()),
                marked.apply(format.between()),
                marked.apply(format.end()),
                format.anywhere(),
                markers);
    }
}
