package dev.weir.slm.text;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a chat template renders. Maps and lists hold what a JSON parser makes: text, numbers, truth values, null, and
 * maps and lists of them.
 *
 * @param messages each with {@code role} and {@code content}; optionally {@code name}, {@code tool_calls} and
 *     {@code tool_call_id}
 * @param tools the functions the model may call; null when the request names none
 * @param addGenerationPrompt whether the prompt ends where the model's turn begins
 * @param extra further variables, such as {@code bos_token} or {@code enable_thinking}; they are trusted as the template
 *     itself is, so nothing that a client sent belongs here
 */
public record TemplateInput(
        List<Map<String, Object>> messages,
        @Nullable List<Map<String, Object>> tools,
        boolean addGenerationPrompt,
        Map<String, Object> extra) {

    public TemplateInput {
        messages = List.copyOf(messages);
        tools = tools == null ? null : List.copyOf(tools);
        extra = Collections.unmodifiableMap(new LinkedHashMap<>(extra));
    }
}
