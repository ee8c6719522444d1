package dev.weir.slm.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;

class RenderSnippetsLikeJinjaTest {

    private record Snippet(
            String source, @Nullable String text, @Nullable String refusal, boolean fails) {

        GoldenFile.Outcome expected() {
            return new GoldenFile.Outcome(text, refusal, fails);
        }
    }

    @Test
    void givesWhatJinjaGivesForEachSnippet() {
        Map<String, Object> variables = GoldenFile.read("variables.json", new TypeReference<>() {});
        List<Snippet> snippets = GoldenFile.read("snippets.json", new TypeReference<>() {});
        TemplateInput input = new TemplateInput(List.of(), null, false, variables);

        List<String> disagreements = snippets.stream()
                .filter(snippet -> !GoldenFile.outcome(snippet.source(), input).equals(snippet.expected()))
                .map(snippet -> snippet + "\n  but was " + GoldenFile.outcome(snippet.source(), input))
                .toList();

        assertThat(snippets).hasSizeGreaterThan(1000);
        assertThat(disagreements).isEmpty();
    }
}
