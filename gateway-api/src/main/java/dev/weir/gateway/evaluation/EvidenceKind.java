package dev.weir.gateway.evaluation;

import dev.weir.gateway.calibration.Calibration;
import dev.weir.gateway.calibration.CalibrationFits.Fitted;
import dev.weir.gateway.calibration.CalibrationFits.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What one kind of model gives along with its answers, and how that is kept and fitted. */
public interface EvidenceKind<E> {

    JsonNode write(E evidence);

    E read(JsonNode json);

    /** The index of the label that is right; -1 when the answers are no labels, or this is none. */
    int labelOf(@Nullable String expected);

    /** The best calibration of these rows. */
    Fitted<E> fit(List<Row<E>> rows, @Nullable Calibration<E> shipped);

    Calibration<E> calibration(JsonNode json);

    /** How many requests it answers at once. */
    int workers();
}
