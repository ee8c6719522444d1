package dev.weir.gateway.evaluation;

import dev.weir.gateway.calibration.Calibration;
import dev.weir.gateway.calibration.CalibrationFits;
import dev.weir.gateway.calibration.CalibrationFits.Fitted;
import dev.weir.gateway.calibration.CalibrationFits.Row;
import dev.weir.gateway.calibration.TextEvidence;
import dev.weir.gateway.dossier.CalibrationJson;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A generator's evidence.
 *
 * @param workers how many requests it answers at once
 */
public record TextKind(int workers) implements EvidenceKind<TextEvidence> {

    @Override
    public JsonNode write(TextEvidence evidence) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("mean_log_probability", evidence.meanLogProbability())
                .put("least_log_probability", evidence.leastLogProbability())
                .put("low_log_probability", evidence.lowLogProbability())
                .put("mean_entropy", evidence.meanEntropy())
                .put("first_margin", evidence.firstMargin())
                .put("tokens", evidence.tokens())
                .put("cut", evidence.cut());
    }

    @Override
    public TextEvidence read(JsonNode json) {
        return new TextEvidence(
                json.required("mean_log_probability").asDouble(),
                json.required("least_log_probability").asDouble(),
                json.required("low_log_probability").asDouble(),
                json.required("mean_entropy").asDouble(),
                json.required("first_margin").asDouble(),
                json.required("tokens").asInt(),
                json.required("cut").asBoolean());
    }

    @Override
    public int labelOf(@Nullable String expected) {
        return -1;
    }

    @Override
    public Fitted<TextEvidence> fit(List<Row<TextEvidence>> rows, @Nullable Calibration<TextEvidence> shipped) {
        return CalibrationFits.ofTexts(rows, shipped);
    }

    @Override
    public Calibration<TextEvidence> calibration(JsonNode json) {
        return CalibrationJson.texts(json);
    }
}
