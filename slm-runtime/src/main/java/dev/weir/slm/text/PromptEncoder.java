package dev.weir.slm.text;

import dev.weir.slm.ChatTurn;
import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmException;
import dev.weir.slm.Tool;
import dev.weir.slm.tool.ToolFormat;
import dev.weir.slm.tool.ToolFormats;
import dev.weir.slm.tool.ToolPrompt;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Turns what is asked into the ids that the model reads. Safe for any number of threads. */
public final class PromptEncoder {

    private static final String CONFIG = "tokenizer_config.json";
    private static final String TEMPLATE = "chat_template.jinja";
    private static final List<String> TOKENS = List.of("bos_token", "eos_token", "pad_token", "unk_token");

    private final Tokenizer tokenizer;
    private final String whereTemplateBelongs;
    private final @Nullable ChatTemplate template;
    private final @Nullable String templateDigest;
    private final @Nullable ToolFormat toolFormat;
    private final @Nullable ToolPrompt toolPrompt;
    private final Map<String, Object> variables;

    private PromptEncoder(
            Tokenizer tokenizer, String whereTemplateBelongs, @Nullable String source, Map<String, Object> variables) {
        this.tokenizer = tokenizer;
        this.whereTemplateBelongs = whereTemplateBelongs;
        this.template = source == null ? null : ChatTemplate.compile(source);
        this.templateDigest = source == null ? null : sha256(source);
        Optional<ToolFormat> format =
                Optional.ofNullable(source).flatMap(template -> ToolFormats.of(template, tokenizer.specials()));
        this.toolFormat = format.orElse(null);
        this.toolPrompt = source == null ? null : new ToolPrompt(source, format);
        this.variables = Map.copyOf(variables);
    }

    /**
     * Reads the chat template, which may be absent: then there are prompts but no conversations.
     *
     * @throws SlmException.UnusableModel if the template uses something unknown
     */
    public static PromptEncoder load(ModelFolder folder, Tokenizer tokenizer) {
        Optional<ModelJson> config = ModelJson.find(folder, CONFIG);
        Optional<String> own = folder.find(TEMPLATE).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
        String source = own.or(() -> config.flatMap(PromptEncoder::templateIn)).orElse(null);
        Map<String, Object> variables = config.map(PromptEncoder::tokensIn).orElse(Map.of());
        return new PromptEncoder(tokenizer, folder.nameOf(CONFIG), source, variables);
    }

    /**
     * A text as it is, between the tokens that the model wants around every text. It is never read as such tokens itself.
     *
     * @throws SlmException.Unsupported if the model's vocabulary leaves no way to spell such a text otherwise
     */
    public long[] encode(String prompt) {
        return tokenizer.encode(prompt);
    }

    /**
     * A conversation up to where the model's turn begins.
     *
     * @param tools what the model is told of; may be empty
     * @throws SlmException.Unsupported if the template refuses the conversation
     * @throws SlmException.UnusableModel if the model has no chat template
     */
    public long[] encode(List<ChatTurn> turns, List<Tool> tools) {
        if (template == null || toolPrompt == null) {
            throw new SlmException.UnusableModel(whereTemplateBelongs
                    + " has no chat_template, and there is no chat_template.jinja beside it: the model can go on with a"
                    + " text, but not answer a conversation");
        }
        List<Map<String, Object>> messages = toolPrompt.messages(turns, tools);
        List<Map<String, Object>> offered = tools.isEmpty() ? null : ToolPrompt.offered(tools);
        return tokenizer.encode(template.render(new TemplateInput(messages, offered, true, variables)));
    }

    /** How the model writes calls of tools; empty if its chat template is written for no form that is known. */
    public Optional<ToolFormat> toolFormat() {
        return Optional.ofNullable(toolFormat);
    }

    /** SHA-256 of the chat template, if there is one. */
    public Optional<String> templateDigest() {
        return Optional.ofNullable(templateDigest);
    }

    private static Optional<String> templateIn(ModelJson config) {
        return config.field("chat_template").flatMap(node -> {
            if (node.isString()) {
                return Optional.of(node.asString());
            }
            return node.valueStream()
                    .filter(named -> named.path("name").asString("").equals("default"))
                    .findFirst()
                    .map(named -> named.path("template").asString());
        });
    }

    /** The special tokens that templates write, each a string or an object with its content. */
    private static Map<String, Object> tokensIn(ModelJson config) {
        Map<String, Object> tokens = new LinkedHashMap<>();
        TOKENS.forEach(name -> config.field(name)
                .flatMap(node -> Stream.of(node, node.path("content"))
                        .filter(JsonNode::isString)
                        .findFirst())
                .ifPresent(content -> tokens.put(name, content.asString())));
        return tokens;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
