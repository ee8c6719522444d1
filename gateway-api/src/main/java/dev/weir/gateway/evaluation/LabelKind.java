package dev.weir.gateway.evaluation;

import dev.weir.gateway.calibration.Calibration;
import dev.weir.gateway.calibration.CalibrationFits;
import dev.weir.gateway.calibration.CalibrationFits.Fitted;
import dev.weir.gateway.calibration.CalibrationFits.Row;
import dev.weir.gateway.calibration.LabelEvidence;
import dev.weir.gateway.dossier.CalibrationJson;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A classifier's evidence. */
public record LabelKind(List<String> labels) implements EvidenceKind<LabelEvidence> {

    public LabelKind {
        labels = List.copyOf(labels);
    }

    @Override
    public JsonNode write(LabelEvidence evidence) {
        ArrayNode logits = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < evidence.logits().size(); i++) {
            logits.add(evidence.logits().at(i));
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("label", evidence.label());
        if (!Double.isNaN(evidence.nearestCosine())) {
            json.put("nearest_cosine", evidence.nearestCosine());
        }
        json.set("logits", logits);
        return json;
    }

    @Override
    public LabelEvidence read(JsonNode json) {
        JsonNode array = json.required("logits");
        float[] logits = new float[array.size()];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = array.path(i).floatValue();
        }
        return new LabelEvidence(
                new Kept(logits),
                json.required("label").asInt(),
                json.path("nearest_cosine").asDouble(Double.NaN));
    }

    @Override
    public int labelOf(@Nullable String expected) {
        return expected == null ? -1 : labels.indexOf(expected);
    }

    @Override
    public Fitted<LabelEvidence> fit(List<Row<LabelEvidence>> rows, @Nullable Calibration<LabelEvidence> shipped) {
        return CalibrationFits.ofLabels(rows, shipped);
    }

    @Override
    public Calibration<LabelEvidence> calibration(JsonNode json) {
        return CalibrationJson.labels(json);
    }

    @Override
    public int workers() {
        return 1;
    }

    private static final class Kept implements LabelEvidence.Logits {

        private final float[] logits;

        Kept(float[] logits) {
            this.logits = logits;
        }

        @Override
        public int size() {
            return logits.length;
        }

        @Override
        public float at(int index) {
            return logits[index];
        }
    }
}
