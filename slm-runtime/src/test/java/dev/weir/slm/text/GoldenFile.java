package dev.weir.slm.text;

import dev.weir.slm.SlmException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What jinja2 made of templates; written by {@code training/chat_templates/make_golden.py}. */
final class GoldenFile {

    /** The moment at which the golden files were rendered. */
    static final Clock CLOCK = Clock.fixed(Instant.parse("2024-07-05T09:04:03.006Z"), ZoneOffset.UTC);

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    /** A conversation of the golden files, by its name. */
    record Conversation(
            String name,
            List<Map<String, Object>> messages,
            @Nullable List<Map<String, Object>> tools,
            boolean add_generation_prompt,
            Map<String, Object> extra) {

        TemplateInput input() {
            return new TemplateInput(messages, tools, add_generation_prompt, extra);
        }
    }

    /** How a render ended: with a text, with the template's own refusal, or with a failure of any kind. */
    record Outcome(@Nullable String text, @Nullable String refusal, boolean fails) {}

    private GoldenFile() {}

    static List<Conversation> conversations() {
        return read("conversations.json", new TypeReference<>() {});
    }

    static <T> T read(String name, TypeReference<T> type) {
        return JSON.readValue(text(name), type);
    }

    static String text(String name) {
        try (InputStream file = GoldenFile.class.getResourceAsStream("/chat-templates/" + name)) {
            byte[] bytes = Objects.requireNonNull(file, name).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static List<String> namesOf(Map<String, ?> golden) {
        return new ArrayList<>(golden.keySet());
    }

    /** Our own outcome. A refusal has the template's words only; a failure names the line. */
    static Outcome outcome(String source, TemplateInput input) {
        try {
            return new Outcome(ChatTemplate.compile(source, CLOCK).render(input).text(), null, false);
        } catch (SlmException.Unsupported refused) {
            String message = Objects.requireNonNull(refused.getMessage());
            boolean fails = message.matches("(?s)line \\d+ of the chat template: .*");
            return fails ? new Outcome(null, null, true) : new Outcome(null, message, false);
        } catch (SlmException.UnusableModel refused) {
            return new Outcome(null, null, true);
        }
    }
}
