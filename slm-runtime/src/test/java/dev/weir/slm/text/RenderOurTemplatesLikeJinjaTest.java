package dev.weir.slm.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.weir.slm.text.GoldenFile.Conversation;
import dev.weir.slm.text.GoldenFile.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;

class RenderOurTemplatesLikeJinjaTest {

    private static final Map<String, Map<String, Outcome>> GOLDEN =
            GoldenFile.read("rendered.json", new TypeReference<>() {});

    static Stream<Arguments> renders() {
        List<Conversation> conversations = GoldenFile.conversations();
        return GoldenFile.namesOf(GOLDEN).stream()
                .flatMap(template -> conversations.stream().map(talk -> arguments(template, talk.name(), talk)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("renders")
    void givesTheTextThatJinjaGives(String template, String name, Conversation conversation) {
        Outcome expected = Objects.requireNonNull(GOLDEN.get(template)).get(name);

        Outcome outcome = GoldenFile.outcome(GoldenFile.text(template + ".jinja"), conversation.input());

        assertThat(outcome).isEqualTo(expected);
    }
}
