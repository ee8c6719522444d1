package dev.weir.slm.tool;

import dev.weir.slm.ChatTurn;
import dev.weir.slm.SlmException;
import dev.weir.slm.Tool;
import dev.weir.slm.ToolCall;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Turns and tools as the maps that chat templates are written for. */
public final class ToolPrompt {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** Templates of Mistral's refuse an identifier of another length. */
    private static final int SHORT_ID = 9;

    private final @Nullable ToolFormat format;
    private final boolean writesCalls;
    private final boolean shortensIds;
    private final boolean toolsInSystemTurn;

    /** For one template. */
    public ToolPrompt(String template, Optional<ToolFormat> format) {
        this.format = format.orElse(null);
        this.writesCalls = template.contains("tool_calls");
        this.shortensIds =
                template.contains("length 9") || template.contains("length == 9") || template.contains("length != 9");
        this.toolsInSystemTurn = takesToolsInSystemTurn(template);
    }

    /** Phi-4-mini's template looks for tools there. */
    static boolean takesToolsInSystemTurn(String template) {
        return template.contains("<|tool|>") && template.contains("message['tools']");
    }

    /** The tools as templates expect them. */
    public static List<Map<String, Object>> offered(List<Tool> tools) {
        return tools.stream().map(ToolPrompt::offered).toList();
    }

    private static Map<String, Object> offered(Tool tool) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", tool.name());
        if (tool.description() != null) {
            function.put("description", tool.description());
        }
        String parameters = tool.parameters();
        function.put(
                "parameters",
                parameters == null ? Map.of("type", "object", "properties", Map.of()) : read(parameters, tool.name()));
        Map<String, Object> offered = new LinkedHashMap<>();
        offered.put("type", "function");
        offered.put("function", function);
        return offered;
    }

    /** The turns as templates expect them. */
    public List<Map<String, Object>> messages(List<ChatTurn> turns, List<Tool> tools) {
        List<Map<String, Object>> messages = new ArrayList<>();
        turns.forEach(turn -> messages.add(message(turn)));
        if (toolsInSystemTurn && !tools.isEmpty()) {
            if (turns.isEmpty() || !turns.getFirst().role().equals("system")) {
                messages.addFirst(message(new ChatTurn("system", "")));
            }
            messages.getFirst().put("tools", MAPPER.writeValueAsString(bare(tools)));
        }
        return messages;
    }

    private static List<Object> bare(List<Tool> tools) {
        return offered(tools).stream().map(tool -> tool.get("function")).toList();
    }

    private Map<String, Object> message(ChatTurn turn) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", turn.role());
        message.put("content", turn.content());
        if (!turn.toolCalls().isEmpty() && writesCalls) {
            message.put("tool_calls", turn.toolCalls().stream().map(this::call).toList());
        } else if (!turn.toolCalls().isEmpty()) {
            message.put("content", written(turn));
        }
        if (turn.toolCallId() != null) {
            message.put("tool_call_id", id(turn.toolCallId()));
        }
        return message;
    }

    /** For templates that know of tools, but have no place for calls of the past. */
    private String written(ChatTurn turn) {
        if (format == null) {
            throw new SlmException.Unsupported("the model's chat template has no place for calls of tools");
        }
        String calls = format.write(turn.toolCalls());
        return turn.content().isEmpty() ? calls : turn.content() + "\n" + calls;
    }

    private Map<String, Object> call(ToolCall call) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", call.name());
        function.put("arguments", read(call.arguments(), call.name()));
        Map<String, Object> message = new LinkedHashMap<>();
        if (call.id() != null) {
            message.put("id", id(call.id()));
        }
        message.put("type", "function");
        message.put("function", function);
        return message;
    }

    private String id(String id) {
        return shortensIds && id.length() != SHORT_ID ? shortened(id) : id;
    }

    private static String shortened(String id) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return "0"
                    .repeat(SHORT_ID)
                    .concat(new BigInteger(1, digest).toString(Character.MAX_RADIX))
                    .substring(SHORT_ID, 2 * SHORT_ID);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static Object read(String json, String tool) {
        try {
            return MAPPER.readValue(json, Map.class);
        } catch (JacksonException e) {
            throw new SlmException.Unsupported("what belongs to the tool " + tool + " is not a JSON object");
        }
    }
}
