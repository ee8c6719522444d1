package dev.weir.gateway.shelf;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A graph file by its place and name, as exporters give them: {@code onnx/model_q4.onnx} is the variant {@code q4}.
 *
 * @param file relative to the model's folder, with {@code /}
 * @param variant as {@code --variant} names it; {@code fp32} for {@code model.onnx}, {@code q8} for
 *     {@code model_quantized.onnx}
 */
public record GraphName(String file, String variant) {

    private static final String STEM = "model";
    private static final String SUFFIX = ".onnx";
    private static final String PLACE = "onnx/";

    /** What is taken when nobody chose, the best first; others come after these. */
    private static final List<String> BEST = List.of("q4", "q8", "int8", "uint8", "fp16", "fp32", "q4f16", "bnb4");

    /** Empty for a file that is no graph of Hugging Face's layout. */
    public static Optional<GraphName> of(String file) {
        String name = file.startsWith(PLACE) ? file.substring(PLACE.length()) : file;
        if (name.contains("/") || !name.startsWith(STEM) || !name.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        String variant = name.substring(STEM.length(), name.length() - SUFFIX.length());
        return switch (variant) {
            case "" -> Optional.of(new GraphName(file, "fp32"));
            case "_quantized" -> Optional.of(new GraphName(file, "q8"));
            default ->
                variant.startsWith("_") ? Optional.of(new GraphName(file, variant.substring(1))) : Optional.empty();
        };
    }

    /** Whether people mean this graph when they name a variant. */
    public boolean isCalled(String name) {
        return variant.equals(name) || (variant.equals("q8") && name.equals("quantized"));
    }

    /** Whether a file holds weights of this graph. */
    public boolean hasData(String other) {
        return other.startsWith(file + "_data") || other.startsWith(file + ".data");
    }

    /** The best to take first. */
    public static Comparator<GraphName> best() {
        return Comparator.comparingInt((GraphName graph) -> {
                    int place = BEST.indexOf(graph.variant);
                    return place < 0 ? BEST.size() : place;
                })
                .thenComparing(GraphName::file);
    }
}
