package dev.weir.gateway.http;

import dev.weir.gateway.routing.AnswerForm;
import dev.weir.gateway.routing.Passage;
import dev.weir.gateway.routing.Prompt;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request for vectors as it was read.
 *
 * @param base64 the caller wants each vector as bytes in base64, not as an array of numbers
 */
record EmbeddingRequest(Prompt prompt, boolean base64) {

    static final Set<String> KNOWN = Set.of("model", "input", "encoding_format", "dimensions", "user");

    private static final int MOST_INPUTS = 2048;

    static EmbeddingRequest read(Intake.Taken taken) {
        Fields request = taken.fields();
        List<Passage> inputs = PassagesReader.read(request, "input", MOST_INPUTS);
        Long dimensions = request.integer("dimensions", 1, Integer.MAX_VALUE);
        request.string("user");
        AnswerForm form = new AnswerForm.Embeddings(inputs, dimensions == null ? null : dimensions.intValue());
        return new EmbeddingRequest(
                taken.prompt(List.of(), form, List.of(), taken.body().raw()),
                isBase64(request.string("encoding_format")));
    }

    private static boolean isBase64(@Nullable String format) {
        return switch (format) {
            case null -> false;
            case "float" -> false;
            case "base64" -> true;
            default -> throw ProblemException.invalidValue("encoding_format", "it must be float or base64");
        };
    }
}
