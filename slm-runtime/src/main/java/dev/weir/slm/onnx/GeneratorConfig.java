package dev.weir.slm.onnx;

import dev.weir.slm.ModelFolder;
import dev.weir.slm.Sampling;
import dev.weir.slm.SlmException;
import dev.weir.slm.text.ModelJson;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a folder's configuration says of generating: {@code genai_config.json} of onnxruntime-genai, or else Hugging
 * Face's {@code config.json} and {@code generation_config.json}.
 *
 * @param graph the file of the graph that the configuration names; null if it names none
 * @param headSize how many numbers a key has; 0 if only the graph says so
 * @param contextTokens the most tokens the model was made for
 * @param endTokens drawing one of these ends the text
 * @param sampling how its makers want it sampled
 */
public record GeneratorConfig(
        @Nullable String graph, int headSize, int contextTokens, Set<Integer> endTokens, Sampling sampling) {

    static final String GENAI = "genai_config.json";

    private static final String CONFIG = "config.json";
    private static final String GENERATION = "generation_config.json";
    private static final List<String> CONTEXT_NAMES =
            List.of("max_position_embeddings", "n_positions", "n_ctx", "max_sequence_length");
    private static final int USUAL_TOP_K = 50;

    public GeneratorConfig {
        endTokens = Set.copyOf(endTokens);
    }

    /**
     * Reads the files; {@code generation_config.json} may be absent.
     *
     * @throws SlmException.UnusableModel if something needed is missing or wrong
     */
    public static GeneratorConfig read(ModelFolder folder) {
        return folder.has(GENAI) ? genai(ModelJson.read(folder, GENAI)) : huggingFace(folder);
    }

    private static GeneratorConfig genai(ModelJson file) {
        ModelJson model = file.child("model");
        ModelJson decoder = model.child("decoder");
        Set<Integer> ends =
                model.field("eos_token_id").map(GeneratorConfig::ids).orElse(Set.of());
        return new GeneratorConfig(
                decoder.required("filename").asString(),
                decoder.requiredInt("head_size"),
                model.requiredInt("context_length"),
                ends,
                sampling(file.child("search")));
    }

    private static GeneratorConfig huggingFace(ModelFolder folder) {
        ModelJson config = ModelJson.read(folder, CONFIG);
        Optional<ModelJson> generation = ModelJson.find(folder, GENERATION);
        int context = CONTEXT_NAMES.stream()
                .flatMap(name -> config.field(name).stream())
                .filter(JsonNode::isInt)
                .findFirst()
                .map(JsonNode::intValue)
                .orElseThrow(() -> new SlmException.UnusableModel(config + " has no max_position_embeddings"));
        Set<Integer> ends = Stream.of(generation, Optional.of(config))
                .flatMap(Optional::stream)
                .flatMap(file -> file.field("eos_token_id").stream())
                .findFirst()
                .map(GeneratorConfig::ids)
                .orElse(Set.of());
        return new GeneratorConfig(
                null,
                0,
                context,
                ends,
                generation.map(GeneratorConfig::sampling).orElse(Sampling.GREEDY));
    }

    private static Set<Integer> ids(JsonNode oneOrMany) {
        return oneOrMany.isArray()
                ? IntStream.range(0, oneOrMany.size())
                        .mapToObj(i -> oneOrMany.get(i).intValue())
                        .collect(Collectors.toSet())
                : Set.of(oneOrMany.intValue());
    }

    private static Sampling sampling(ModelJson generation) {
        try {
            Sampling greedy = Sampling.GREEDY.withRepetitionPenalty(generation
                    .field("repetition_penalty")
                    .map(JsonNode::asDouble)
                    .orElse(1.0));
            if (!generation.field("do_sample").map(JsonNode::asBoolean).orElse(false)) {
                return greedy;
            }
            return greedy.withTemperature(generation
                            .field("temperature")
                            .map(JsonNode::asDouble)
                            .orElse(1.0))
                    .withTopP(generation.field("top_p").map(JsonNode::asDouble).orElse(1.0))
                    .withTopK(generation.field("top_k").map(JsonNode::asInt).orElse(USUAL_TOP_K))
                    .withMinP(generation.field("min_p").map(JsonNode::asDouble).orElse(0.0));
        } catch (IllegalArgumentException e) {
            throw new SlmException.UnusableModel(generation + " has sampling that cannot be: " + e.getMessage(), e);
        }
    }
}
