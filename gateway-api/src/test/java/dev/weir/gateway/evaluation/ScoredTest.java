package dev.weir.gateway.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.gateway.evaluation.Scored.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoredTest {

    private static final Scored FOUR =
            Scored.of(List.of(point(0.9, true), point(0.8, true), point(0.7, false), point(0.2, true)));

    @Test
    void countsPairsInTheWrongOrder() {
        assertThat(FOUR.aurocOfCorrectness()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(Scored.of(List.of(point(0.5, true), point(0.5, false))).aurocOfCorrectness())
                .isEqualTo(0.5);
        assertThat(Scored.of(List.of(point(0.5, true))).aurocOfCorrectness()).isNaN();
    }

    @Test
    void averagesTheAcceptedErrorOverAllCoverages() {
        assertThat(FOUR.aurc()).isCloseTo((0 + 0 + 1 / 3.0 + 1 / 4.0) / 4, within(1e-12));
    }

    @Test
    void comparesConfidenceWithOutcome() {
        assertThat(FOUR.brier()).isCloseTo((0.01 + 0.04 + 0.49 + 0.64) / 4, within(1e-12));
        assertThat(FOUR.ece()).isCloseTo((0.1 + 0.2 + 0.7 + 0.8) / 4, within(1e-12));
        assertThat(FOUR.accuracy()).isEqualTo(0.75);
    }

    @Test
    void drawsAPageThatNeedsNothingElse() {
        Report report = new Report(
                "Route <r>",
                tools.jackson.databind.node.JsonNodeFactory.instance
                        .objectNode()
                        .put("n", 4),
                FOUR,
                0.8,
                0.05,
                0);

        assertThat(report.html()).contains("Route &lt;r&gt;", "<svg").doesNotContain("http", "<script", "NaN");
        assertThat(report.json().path("curves").properties()).hasSize(4);
    }

    private static Point point(double confidence, boolean right) {
        return new Point(confidence, right, true);
    }
}
