package dev.weir.slm.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.slm.SlmException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTemplateTest {

    private static TemplateInput saying(String content) {
        return new TemplateInput(List.of(Map.of("role", "user", "content", content)), null, true, Map.of());
    }

    private static String render(String source) {
        return ChatTemplate.compile(source, GoldenFile.CLOCK)
                .render(saying("hi"))
                .text();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ 7*7 }}", "{% raise %}", "{# gone #}", "{% raw %}", "{%- endfor -%}", "}}", "%}"})
    void leavesTemplateCodeInAMessageAsItIs(String planted) {
        Map<String, Object> message = Map.of(
                "role", planted,
                "content", planted,
                "name", planted,
                "tool_call_id", planted,
                "tool_calls", List.of(Map.of("function", Map.of("name", planted, "arguments", planted))));
        TemplateInput input = new TemplateInput(List.of(message), List.of(Map.of("name", planted)), true, Map.of());
        String source =
                "{% for m in messages %}{{ m.role }}|{{ m.content | trim }}|{{ m.name ~ '' }}|{{ m.tool_call_id }}|"
                        + "{{ m.tool_calls[0].function.name }}|{% set x %}{{ m.content }}{% endset %}{{ x }}|{% endfor %}"
                        + "{{ tools[0].name }}|";

        String text = ChatTemplate.compile(source).render(input).text();

        assertThat(text).isEqualTo((planted + "|").repeat(7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% nosuch %}",
                "{% include 'x' %}",
                "{% call f() %}{% endcall %}",
                "{{ x | nosuch }}",
                "{% if false %}{{ x | nosuch }}{% endif %}",
                "{{ x is nosuch }}",
                "{{ x | escape }}",
                "{{ (x | safe) + y }}",
                "{{ caller() }}",
                "{{ x.__class__ }}",
                "{% for x in y recursive %}{% endfor %}",
                "{{ x",
                "{% if x %}",
                "{{ 'a }}"
            })
    void refusesATemplateItCannotRenderExactly(String source) {
        String onLineTwo = "first line\n" + source;

        assertThatThrownBy(() -> ChatTemplate.compile(onLineTwo))
                .isInstanceOf(SlmException.UnusableModel.class)
                .hasMessageStartingWith("line 2 of the chat template: ");
    }

    @Test
    void refusesAConversationInTheTemplatesOwnWords() {
        ChatTemplate template = ChatTemplate.compile("{{ raise_exception('no ' ~ messages[0].role ~ ' here') }}");

        assertThatThrownBy(() -> template.render(saying("hi")))
                .isInstanceOf(SlmException.Unsupported.class)
                .hasMessage("no user here");
    }

    @Test
    void namesTheLineOfAFailureInsideAMacro() {
        ChatTemplate template = ChatTemplate.compile("{% macro m() %}\n\n{{ nosuch.x }}{% endmacro %}\n\n\n{{ m() }}");

        assertThatThrownBy(() -> template.render(saying("hi")))
                .isInstanceOf(SlmException.Unsupported.class)
                .hasMessage("line 3 of the chat template: 'nosuch' is undefined");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
                "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
                "{% set ns = namespace(x='ab') %}{% for a in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
                "{% set ns = namespace(x=[1]) %}{% for a in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
                "{% set ns = namespace(x=[1]) %}{% for a in range(999) %}{% set ns.x = [ns.x] %}{% endfor %}",
                "{% set ns = namespace(x=3) %}{% for a in range(99) %}{% set ns.x = ns.x * ns.x %}{% endfor %}",
                "{{ 'x' * 999999999 }}",
                "{{ [1] * 999999999 }}",
                "{{ 10 ** 999999999 }}",
                "{% for a in range(99999) %}{{ 'x' * 9999 }}{% endfor %}",
                "{% for a in range(9999) %}{{ 'y' in 'x' * 9999999 }}{% endfor %}",
                "{{ 'x' * 999999 ~ 'y' in 'x' * 9999999 }}",
                "{{ ('x' * 9999999).replace('x' * 999999 ~ 'y', '') }}",
                "{% set ns = namespace(x='x' * 9999999) %}{% for a in range(99999) %}{{ ns.x.find('y') }}{% endfor %}",
                "{% set x = ['x' * 9999999] %}{% for a in range(99999) %}{{ x | map('upper') | list is none }}{% endfor %}"
            })
    void endsATemplateThatWouldNotEnd(String source) {
        ChatTemplate template = ChatTemplate.compile(source);

        assertThatThrownBy(() -> template.render(saying("hi"))).isInstanceOf(SlmException.Unsupported.class);
    }

    @Test
    void refusesExpressionsNestedTooDeep() {
        String source = "{{ " + "(".repeat(5000) + "1" + ")".repeat(5000) + " }}";

        assertThatThrownBy(() -> ChatTemplate.compile(source)).isInstanceOf(SlmException.UnusableModel.class);
    }

    @Test
    void writesTheDateOfItsClock() {
        assertThat(render("{{ strftime_now('%d %b %Y, %A %H:%M') }}")).isEqualTo("05 Jul 2024, Friday 09:04");
    }

    @Test
    void rendersForSeveralThreadsAtOnce() {
        ChatTemplate template = ChatTemplate.compile(GoldenFile.text("plain.jinja"));

        List<String> texts = IntStream.range(0, 500)
                .parallel()
                .mapToObj(i -> template.render(saying("number " + i)).text())
                .toList();

        assertThat(texts)
                .hasSize(500)
                .allSatisfy(text ->
                        assertThat(text).isEqualTo("<|usr|>\nnumber " + texts.indexOf(text) + "<|.|>\n<|bot|>\n"));
    }

    @Test
    void rendersAsOftenAsAskedWithTheSameResult() {
        ChatTemplate template =
                ChatTemplate.compile("{% set ns = namespace(n=0) %}{% set ns.n = ns.n + 1 %}{{ ns.n }}");

        template.render(saying("hi"));

        assertThat(template.render(saying("hi")).text()).isEqualTo("1");
    }
}
