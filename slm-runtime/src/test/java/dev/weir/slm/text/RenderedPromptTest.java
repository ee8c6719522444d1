package dev.weir.slm.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;

/** What a prompt says about the origin of its text. */
class RenderedPromptTest {

    /** In brackets what the prompt says came from the conversation, in which somebody said " said ". */
    private static String marked(String source) {
        TemplateInput input = new TemplateInput(
                List.of(Map.of("role", "user", "content", " said ")),
                List.of(Map.of("name", "tool")),
                true,
                Map.of("bos_token", "<s>"));
        RenderedPrompt prompt = ChatTemplate.compile(source).render(input);
        StringBuilder text = new StringBuilder(prompt.text());
        prompt.data().reversed().forEach(span -> text.insert(span.end(), ']').insert(span.begin(), '['));
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "{{ bos_token }}{{ m }}.#<s>[ said ].",
                "{{ '<' + m + '>' }}#<[ said ]>",
                "{{ '<' ~ m ~ '>' }}#<[ said ]>",
                "{{ '<' + m | trim + '>' }}#<[said]>",
                "{{ (' <' + m + '> ').strip() }}#<[ said ]>",
                "{{ ('<' + m + '>')[3:-2] }}#[aid]",
                "{{ ('<' + m + '>')[::-1] }}#>[ dias ]<",
                "{{ ('<' + m + '>').replace('a', '--') }}#<[ s]--[id ]>",
                "{{ 'x-x'.replace('-', m) }}#x[ said ]x",
                "{{ ('<' + m + '>').split('a')[1] }}#[id ]>",
                "{{ [m, m] | join('-') }}#[ said ]-[ said ]",
                "{{ 'ab'.join(['x', m]) }}#xab[ said ]",
                "{{ m ~ m }}#[ said  said ]",
                "{{ m * 2 }}#[ said  said ]",
                "{{ m[1] }}{{ m | first }}{{ (m | list)[2] }}#[s a]",
                "{{ ('<' + m) | upper }}#[< SAID ]",
                "{{ m.title() }}#[ Said ]",
                "{{ 'x' | upper }}#X",
                "{{ [1, m] }}#[[1, ' said ']]",
                "{{ {'k': 1} }}#{'k': 1}",
                "{{ m | tojson }}#[\" said \"]",
                "{{ tools | tojson }}#[[{\"name\": \"tool\"}]]",
                "{{ messages[0] | string | length }}#37",
                "{{ messages[0].role }}#[user]",
                "{{ (m ~ ',<').replace(',', '\\n') | indent(2) | replace('\\n', ',') }}#[ said ],  <",
                "{% set x %}<{{ m }}>{% endset %}{{ x }}#<[ said ]>",
                "{% macro f(a) %}<{{ a }}>{% endmacro %}{{ f(m) }}#<[ said ]>",
                "{% for c in m.strip() %}{{ c }}.{% endfor %}#[s].[a].[i].[d].",
                "{% set ns = namespace(x='') %}{% set ns.x = ns.x ~ m %}{{ ns.x }}#[ said ]",
                "{{ {m: 1} | items | first | first }}#[ said ]",
                "{{ m if m == ' said ' else '' }}#[ said ]",
                "{{ 'yes' if m else 'no' }}#yes"
            })
    void marksWhatCameFromTheConversation(String source, String expected) {
        assertThat(marked("{% set m = messages[0].content %}" + source)).isEqualTo(expected);
    }

    static Stream<String> templates() {
        Map<String, Object> golden = GoldenFile.read("rendered.json", new TypeReference<>() {});
        return golden.keySet().stream();
    }

    /** Says everything in letters that no template has, so that what was said can be told from its letters. */
    @ParameterizedTest
    @MethodSource("templates")
    void marksEveryCharacterThatWasSaid(String template) {
        List<Map<String, Object>> messages = List.of(
                Map.of("role", "user", "content", foreign("hello there")),
                Map.of("role", "assistant", "content", foreign("yes")),
                Map.of("role", "user", "content", foreign("bye")));
        List<Map<String, Object>> tools = List.of(
                Map.of("function", Map.of("name", foreign("f"), "description", foreign("d"), "parameters", Map.of())));
        TemplateInput input = new TemplateInput(messages, tools, true, Map.of("bos_token", "<s>", "eos_token", "</s>"));

        RenderedPrompt prompt =
                ChatTemplate.compile(GoldenFile.text(template + ".jinja")).render(input);

        String unmarked = IntStream.range(0, prompt.text().length())
                .filter(at -> prompt.data().stream().noneMatch(span -> span.begin() <= at && at < span.end()))
                .mapToObj(at -> Character.toString(prompt.text().charAt(at)))
                .collect(Collectors.joining());
        assertThat(prompt.data()).isNotEmpty();
        assertThat(unmarked).isNotEmpty().doesNotContainPattern("[\\uE000-\\uF8FF]");
    }

    @Test
    void marksNothingElseInATemplateThatOnlyPutsTextTogether() {
        TemplateInput input =
                new TemplateInput(List.of(Map.of("role", "user", "content", "a <|.|> b")), null, true, Map.of());

        RenderedPrompt prompt =
                ChatTemplate.compile(GoldenFile.text("plain.jinja")).render(input);

        assertThat(prompt.text()).isEqualTo("<|usr|>\na <|.|> b<|.|>\n<|bot|>\n");
        assertThat(prompt.data()).containsExactly(new Span(8, 17));
    }

    private static String foreign(String text) {
        return Objects.requireNonNull(text)
                .chars()
                .mapToObj(character -> Character.toString(0xE000 + character))
                .collect(Collectors.joining());
    }
}
