package dev.weir.slm.text;

import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmException;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One JSON file of a model folder. What it lacks is said with the file's name. */
public final class ModelJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final String file;
    private final ObjectNode root;

    private ModelJson(String file, ObjectNode root) {
        this.file = file;
        this.root = root;
    }

    /**
     * Reads one file.
     *
     * @throws SlmException.UnusableModel if there is no such file or it is not a JSON object
     */
    public static ModelJson read(ModelFolder folder, String file) {
        return parse(folder.nameOf(file), folder.read(file));
    }

    /** Empty if there is no such file. */
    public static Optional<ModelJson> find(ModelFolder folder, String file) {
        return folder.find(file).map(bytes -> parse(folder.nameOf(file), bytes));
    }

    private static ModelJson parse(String file, byte[] bytes) {
        try {
            if (MAPPER.readTree(bytes) instanceof ObjectNode root) {
                return new ModelJson(file, root);
            }
            throw new SlmException.UnusableModel(file + " is not a JSON object");
        } catch (JacksonException e) {
            throw new SlmException.UnusableModel(file + " is not valid JSON", e);
        }
    }

    public ObjectNode root() {
        return root;
    }

    /** Empty if the field is absent or null. */
    public Optional<JsonNode> field(String name) {
        return Optional.ofNullable(root.get(name)).filter(node -> !node.isNull());
    }

    public JsonNode required(String name) {
        return field(name).orElseThrow(() -> new SlmException.UnusableModel(file + " has no " + name));
    }

    /**
     * An object in it, which has its own fields.
     *
     * @throws SlmException.UnusableModel if it is missing or no object
     */
    public ModelJson child(String name) {
        if (required(name) instanceof ObjectNode object) {
            return new ModelJson(name + " in " + file, object);
        }
        throw new SlmException.UnusableModel(name + " in " + file + " is no object");
    }

    public int requiredInt(String name) {
        JsonNode node = required(name);
        if (!node.isInt()) {
            throw new SlmException.UnusableModel(name + " in " + file + " is not a whole number");
        }
        return node.intValue();
    }

    @Override
    public String toString() {
        return file;
    }
}
