package dev.weir.slm.text;

import dev.weir.slm.SlmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Finds the chat template in the folder of a model. */
public final class ModelFolderTemplate {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ModelFolderTemplate() {}

    /**
     * Reads {@code chat_template.jinja}, or else the template in {@code tokenizer_config.json}.
     *
     * @param withTools whether to take the template for tools where a model has one of its own for them
     * @throws SlmException.UnusableModel if there is none, or it cannot be read
     */
    public static ChatTemplate load(Path folder, boolean withTools, Clock clock) {
        Path template = folder.resolve("chat_template.jinja");
        Path config = folder.resolve("tokenizer_config.json");
        try {
            String source = Files.isRegularFile(template)
                    ? Files.readString(template)
                    : choose(JSON.readTree(Files.readString(config)), withTools);
            return ChatTemplate.compile(source, clock);
        } catch (IOException | JacksonException failure) {
            throw new SlmException.UnusableModel("no chat template can be read from " + folder, failure);
        }
    }

    /** The template of a {@code tokenizer_config.json}: one for everything, or several with names. */
    static String choose(JsonNode config, boolean withTools) {
        JsonNode templates = config.path("chat_template");
        if (templates.isString()) {
            return templates.stringValue();
        }
        String forTools = withTools ? named(templates, "tool_use") : "";
        String chosen = forTools.isEmpty() ? named(templates, "default") : forTools;
        if (chosen.isEmpty()) {
            throw new SlmException.UnusableModel("tokenizer_config.json names no default chat template");
        }
        return chosen;
    }

    private static String named(JsonNode templates, String name) {
        for (JsonNode each : templates) {
            if (each.path("name").asString("").equals(name)) {
                return each.path("template").asString("");
            }
        }
        return "";
    }
}
