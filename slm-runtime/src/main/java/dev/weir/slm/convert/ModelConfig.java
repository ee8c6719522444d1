package dev.weir.slm.convert;

import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmException;
import dev.weir.slm.convert.DecoderPlan.Layer;
import dev.weir.slm.convert.DecoderPlan.Traits;
import dev.weir.slm.text.ModelJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Reads {@code config.json}; what it cannot turn into a plan it refuses by name. */
final class ModelConfig {

    private static final Set<String> GEMMAS = Set.of("gemma", "gemma2", "gemma3_text");
    private static final Set<String> SUPPORTED = new TreeSet<>(
            Set.of("llama", "mistral", "qwen2", "qwen3", "smollm3", "phi3", "gemma", "gemma2", "gemma3_text"));

    private final ModelJson json;
    private final String family;

    private ModelConfig(ModelJson json) {
        this.json = json;
        this.family = json.required("model_type").asString();
    }

    /**
     * Reads the plan of a folder's model.
     *
     * @throws SlmException.UnusableModel if the configuration is missing or asks for something not supported
     */
    static DecoderPlan read(ModelFolder folder) {
        return new ModelConfig(ModelJson.read(folder, "config.json")).plan();
    }

    private DecoderPlan plan() {
        require(SUPPORTED.contains(family), "has the model_type " + family + "; supported are " + SUPPORTED);
        require(!json.root().has("quantization_config"), "is of a model that is quantized already");
        require(real("partial_rotary_factor", 1) == 1, "has a partial_rotary_factor, which is not supported");
        int hidden = json.requiredInt("hidden_size");
        int heads = json.requiredInt("num_attention_heads");
        int headSize = whole("head_dim", GEMMAS.contains(family) ? 256 : hidden / heads);
        PaddedHeads head = PaddedHeads.of(headSize);
        require(headSize % 2 == 0, "has heads of " + headSize + " numbers, which is odd");
        return new DecoderPlan(
                family,
                hidden,
                json.requiredInt("intermediate_size"),
                heads,
                whole("num_key_value_heads", heads),
                head,
                json.requiredInt("vocab_size"),
                json.requiredInt("max_position_embeddings"),
                (float) real("rms_norm_eps", 1e-6),
                traits(hidden, head),
                layers());
    }

    private Traits traits(int hidden, PaddedHeads head) {
        boolean gemma = GEMMAS.contains(family);
        boolean later = gemma && !family.equals("gemma");
        String activation = text("hidden_activation", text("hidden_act", gemma ? "gelu_pytorch_tanh" : "silu"));
        boolean gelu = gemma && activation.startsWith("gelu");
        require(gelu || activation.equals("silu"), "has the activation " + activation + ", which is not supported");
        boolean headNorms = family.equals("qwen3") || family.equals("gemma3_text");
        boolean padded = head.own() != head.padded();
        require(!headNorms || !padded, "has heads of " + head.own() + " numbers, which is no multiple of 16");
        double scaledBy = later ? real("query_pre_attn_scalar", head.own()) : head.own();
        return new Traits(
                family.equals("phi3"),
                headNorms,
                gemma,
                later,
                gelu,
                gemma ? (float) Math.sqrt(hidden) : 1,
                later || padded ? (float) (1 / Math.sqrt(scaledBy)) : 0,
                later ? (float) real("attn_logit_softcapping", 0) : 0,
                later ? (float) real("final_logit_softcapping", 0) : 0);
    }

    private List<Layer> layers() {
        JsonNode scaling = json.field("rope_scaling")
                .or(() -> json.field("rope_parameters"))
                .orElseGet(() -> json.root().path("rope_scaling"));
        boolean perKind = scaling.has("full_attention");
        double base = perKind
                ? scaling.path("full_attention").path("rope_theta").asDouble(10_000)
                : scaling.path("rope_theta").asDouble(real("rope_theta", 10_000));
        Rope global = Rope.of(base, perKind ? scaling.path("full_attention") : scaling);
        Rope local = family.equals("gemma3_text")
                ? Rope.of(
                        scaling.path("sliding_attention")
                                .path("rope_theta")
                                .asDouble(real("rope_local_base_freq", 10_000)),
                        json.root().path("no such field"))
                : global;
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < json.requiredInt("num_hidden_layers"); i++) {
            boolean sliding = isSliding(i);
            Optional<Rope> rope = turns(i) ? Optional.of(sliding ? local : global) : Optional.empty();
            layers.add(new Layer(sliding ? whole("sliding_window", -1) : -1, rope));
        }
        return layers;
    }

    private boolean isSliding(int layer) {
        JsonNode kinds = json.root().path("layer_types");
        if (whole("sliding_window", -1) <= 0) {
            return false;
        }
        if (kinds.isArray()) {
            return kinds.path(layer).asString().equals("sliding_attention");
        }
        return switch (family) {
            case "mistral", "phi3" -> true;
            case "qwen2", "qwen3" ->
                json.root().path("use_sliding_window").asBoolean(false) && layer >= whole("max_window_layers", 28);
            case "gemma2" -> layer % 2 == 0;
            case "gemma3_text" -> (layer + 1) % whole("sliding_window_pattern", 6) != 0;
            default -> false;
        };
    }

    /** SmolLM3 leaves positions out in some layers. */
    private boolean turns(int layer) {
        JsonNode turning = json.root().path("no_rope_layers");
        if (family.equals("smollm3") && !turning.isArray()) {
            return (layer + 1) % whole("no_rope_layer_interval", 4) != 0;
        }
        return !turning.isArray() || turning.path(layer).asInt(1) != 0;
    }

    private int whole(String field, int otherwise) {
        return json.field(field).map(node -> node.asInt(otherwise)).orElse(otherwise);
    }

    private double real(String field, double otherwise) {
        return json.field(field).map(node -> node.asDouble(otherwise)).orElse(otherwise);
    }

    private String text(String field, String otherwise) {
        return json.field(field).map(JsonNode::asString).orElse(otherwise);
    }

    private void require(boolean satisfied, String otherwise) {
        if (!satisfied) {
            throw new SlmException.UnusableModel(json + " " + otherwise);
        }
    }
}
