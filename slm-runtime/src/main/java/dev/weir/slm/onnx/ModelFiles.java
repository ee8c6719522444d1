package dev.weir.slm.onnx;

import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmException;
import java.util.List;
import java.util.stream.Stream;

/** Which graph files a model folder may hold, by the names that exporters give their variants. */
public final class ModelFiles {

    private static final List<String> PLACES = List.of("onnx/", "");

    private ModelFiles() {}

    /**
     * The files that are there, in the order of the variants.
     *
     * @throws SlmException.UnusableModel if there is none
     */
    public static List<String> present(ModelFolder folder, List<String> variants) {
        List<String> present = variants.stream()
                .flatMap(ModelFiles::candidates)
                .filter(folder::has)
                .distinct()
                .toList();
        if (present.isEmpty()) {
            String wanted =
                    folder.nameOf(candidates(variants.getLast()).findFirst().orElseThrow());
            throw new SlmException.UnusableModel(
                    wanted + " is missing" + (variants.size() > 1 ? ", and so is every other variant of it" : ""));
        }
        return present;
    }

    /** The variant's name: {@code q4} of {@code onnx/model_q4.onnx}, {@code fp32} of {@code model.onnx}. */
    static String variantOf(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1, file.length() - ".onnx".length());
        return name.equals("model") ? "fp32" : name.substring("model_".length());
    }

    /** The variant's name, by how many bits a weight has. */
    static String variantOf(int bits) {
        return bits < Float.SIZE ? "q" + bits : "fp32";
    }

    private static Stream<String> candidates(String variant) {
        String file =
                switch (variant) {
                    case "fp32" -> "model.onnx";
                    case "q8" -> "model_quantized.onnx";
                    default -> "model_" + variant + ".onnx";
                };
        return PLACES.stream().map(place -> place + file);
    }
}
