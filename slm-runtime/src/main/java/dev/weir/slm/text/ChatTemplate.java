package dev.weir.slm.text;

import dev.weir.slm.SlmException;
import dev.weir.slm.builtin.DateFormat;
import dev.weir.slm.template.Template;
import dev.weir.slm.template.TemplateException;
import dev.weir.slm.value.Arguments;
import dev.weir.slm.value.Callable;
import dev.weir.slm.value.Printing;
import dev.weir.slm.value.Reading;
import dev.weir.slm.value.Text;
import dev.weir.slm.value.Value;
import dev.weir.slm.value.ValueException;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;

/**
 * Turns a conversation into the prompt that a model was trained on, by the template that came with the model. Any number
 * of threads may render at once.
 */
public final class ChatTemplate {

    private final Template template;
    private final Clock clock;

    private ChatTemplate(Template template, Clock clock) {
        this.template = template;
        this.clock = clock;
    }

    /** As {@link #compile(String, Clock)}, with the system's clock. */
    public static ChatTemplate compile(String source) {
        return compile(source, Clock.system(ZoneId.systemDefault()));
    }

    /**
     * Reads a template.
     *
     * @param clock for templates that write today's date
     * @throws SlmException.UnusableModel if it has a mistake, or uses what is not available here
     */
    public static ChatTemplate compile(String source, Clock clock) {
        try {
            return new ChatTemplate(Template.read(source), clock);
        } catch (TemplateException refused) {
            throw new SlmException.UnusableModel(refused.complaint());
        }
    }

    /**
     * Renders a conversation; nothing in it is ever read as template code.
     *
     * @throws SlmException.Unsupported if the template refuses the conversation, with the template's own message, or
     *     cannot render it
     */
    public RenderedPrompt render(TemplateInput input) {
        try {
            Text text = template.render(variables(input));
            return new RenderedPrompt(
                    text.string(),
                    text.marked().stream()
                            .map(range -> new Span(range.begin(), range.end()))
                            .toList());
        } catch (TemplateException refused) {
            throw new SlmException.Unsupported(refused.complaint());
        } catch (ValueException refused) {
            throw new SlmException.Unsupported(refused.complaint());
        }
    }

    private Map<String, Value> variables(TemplateInput input) {
        Map<String, Value> variables = new HashMap<>();
        variables.put("raise_exception", (Callable) ChatTemplate::raise);
        variables.put("strftime_now", (Callable) this::today);
        input.extra().forEach((name, value) -> variables.put(name, Reading.trusted(value)));
        variables.put("messages", Reading.fromConversation(input.messages()));
        variables.put("tools", Reading.fromConversation(input.tools()));
        variables.put("add_generation_prompt", Value.of(input.addGenerationPrompt()));
        return variables;
    }

    private static Value raise(Arguments given) {
        throw new TemplateException(
                Printing.text(given.bind("message").required("message")).string());
    }

    private Value today(Arguments given) {
        String format = given.bind("format").text("format").string();
        return Text.literal(DateFormat.format(LocalDateTime.now(clock), format));
    }
}
