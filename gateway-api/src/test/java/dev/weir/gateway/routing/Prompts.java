package dev.weir.gateway.routing;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prompts for tests. */
public final class Prompts {

    private Prompts() {}

    public static Prompt prompt(String model) {
        return of(model, false, null, false);
    }

    /** One user message, to the route {@code r}. */
    public static Prompt asking(String text) {
        return asking(text, new AnswerForm.Text());
    }

    /** The same, for an answer in this form. */
    public static Prompt asking(String text, AnswerForm form) {
        return asking(List.of(new Message("user", text)), form, List.of());
    }

    /** A whole conversation, and what it asks for beyond text. */
    public static Prompt asking(List<Message> messages, AnswerForm form, List<String> beyondText) {
        return new Prompt(
                "req-1",
                "r",
                messages,
                Settings.NONE,
                form,
                Tools.NONE,
                beyondText,
                List.of(),
                false,
                null,
                false,
                null,
                "{}");
    }

    /** A prompt whose answer is worthless after this instant. */
    public static Prompt before(Instant deadline) {
        List<Message> messages = List.of(new Message("user", "hello"));
        return new Prompt(
                "req-1",
                "r",
                messages,
                Settings.NONE,
                new AnswerForm.Text(),
                Tools.NONE,
                List.of(),
                List.of(),
                false,
                null,
                false,
                deadline,
                "{}");
    }

    static Prompt egressDenied(String model) {
        return of(model, false, null, true);
    }

    static Prompt pinned(String model, TierName tier) {
        return of(model, false, tier, false);
    }

    static Prompt streamed(Prompt prompt) {
        return of(prompt.askedModel(), true, prompt.pin(), prompt.egressDenied());
    }

    private static Prompt of(String model, boolean streamed, @Nullable TierName pin, boolean egressDenied) {
        return new Prompt(
                "req-1",
                model,
                List.of(new Message("user", "hello")),
                Settings.NONE,
                new AnswerForm.Text(),
                Tools.NONE,
                List.of(),
                List.of(),
                streamed,
                pin,
                egressDenied,
                null,
                "{}");
    }
}
