package dev.weir.slm.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.slm.SharedFolder;
import dev.weir.slm.ToolCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolFormatsTest {

    private static final ToolCall CALL = new ToolCall(null, "now", "{\"zone\": \"UTC\"}");
    private static final ToolCall OTHER = new ToolCall(null, "roll", "{}");

    /** What the templates themselves tell the model to write; nothing where they tell of no tools. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\0',
            value = {
                "Qwen-Qwen2.5-7B-Instruct; <tool_call>|{\"name\": \"now\", \"arguments\": {\"zone\":"
                        + " \"UTC\"}}|</tool_call>",
                "smollm3; <tool_call>|{\"name\": \"now\", \"arguments\": {\"zone\": \"UTC\"}}|</tool_call>",
                "meta-llama-Llama-3.2-3B-Instruct; {\"name\": \"now\", \"parameters\": {\"zone\": \"UTC\"}}",
                "google-gemma-2-2b-it; ",
                "microsoft-Phi-3.5-mini-instruct; ",
            })
    void knowsTheFormOfPublishedTemplates(String template, String written) throws IOException {
        Optional<Path> file = SharedFolder.find("models/chat-templates/" + template + ".jinja");
        assumeTrue(file.isPresent());

        Optional<ToolFormat> format = ToolFormats.of(Files.readString(file.orElseThrow()), Map.of());

        assertThat(format.map(known -> known.write(List.of(CALL))))
                .isEqualTo(Optional.ofNullable(written).map(text -> text.replace('|', '\n')));
    }

    @Test
    void specialTokensBecomeMarkersThatNoTextHas() {
        Map<String, Integer> specials = Map.of("<tool_call>", 70, "</tool_call>", 71, "[TOOL_CALLS]", 72);

        ToolFormat format = hermes(specials);

        assertThat(format.markers())
                .extracting(ToolMarker::token, ToolMarker::content)
                .containsExactly(tuple(70, "<tool_call>"), tuple(71, "</tool_call>"));
        assertThat(format.opening()).hasSize(1).matches(text -> ToolMarker.isMarker(text.charAt(0)));
        assertThat(format.begin() + format.afterArguments() + format.between()).doesNotContain("tool_call");
    }

    @Test
    void writesTheSameWithSpecialTokensAsWithout() {
        List<ToolCall> calls = List.of(CALL, OTHER);

        assertThat(hermes(Map.of("<tool_call>", 70, "</tool_call>", 71)).write(calls))
                .isEqualTo(hermes(Map.of()).write(calls))
                .contains("<tool_call>", "</tool_call>", "now", "roll");
    }

    @Test
    void marksOnlyWhatItsFormUses() {
        String template = "[TOOL_CALLS] [ARGS]";

        ToolFormat format = ToolFormats.of(template, Map.of("[TOOL_CALLS]", 9, "[ARGS]", 32, "<tool_call>", 70))
                .orElseThrow();

        assertThat(format.markers()).extracting(ToolMarker::token).containsExactly(9, 32);
        assertThat(format.write(List.of(CALL))).isEqualTo("[TOOL_CALLS]now[ARGS]{\"zone\": \"UTC\"}");
    }

    private static ToolFormat hermes(Map<String, Integer> specials) {
        return ToolFormats.of("<tool_call> arguments", specials).orElseThrow();
    }
}
