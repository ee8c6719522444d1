package dev.weir.gateway.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.gateway.calibration.CalibrationFits.Fitted;
import dev.weir.gateway.calibration.CalibrationFits.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationFitsTest {

    @Test
    void findsTheWeightsThatMadeTheOutcomes() {
        Random random = new Random(1);
        int n = 20_000;
        double[][] rows = new double[n][];
        boolean[] right = new boolean[n];
        for (int i = 0; i < n; i++) {
            rows[i] = new double[] {10 + 2 * random.nextGaussian(), random.nextGaussian()};
            right[i] = random.nextDouble() < Logistic.sigmoid(0.5 + 0.8 * (rows[i][0] - 10) - 1.5 * rows[i][1]);
        }

        LogisticFit fit = LogisticFit.of(rows, right, 1);

        assertThat(fit.weight(0) / fit.scale(0)).isCloseTo(0.8, within(0.05));
        assertThat(fit.weight(1) / fit.scale(1)).isCloseTo(-1.5, within(0.05));
        assertThat(fit.bias()).isCloseTo(0.5 - 1.5 * fit.mean(1) + 0.8 * (fit.mean(0) - 10), within(0.05));
    }

    @Test
    void staysFiniteWhereNothingIsWrong() {
        LogisticFit fit = LogisticFit.of(new double[][] {{1}, {2}, {3}}, new boolean[] {true, true, true}, 1);

        assertThat(fit.weight(0)).isFinite();
        assertThat(fit.bias()).isFinite();
    }

    @Test
    void findsTheTemperatureOfOverconfidentLogits() {
        Random random = new Random(2);
        List<TemperatureFit.Labelled> rows = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            double logit = random.nextGaussian();
            int label = random.nextDouble() < Logistic.sigmoid(logit) ? 0 : 1;
            rows.add(new TemperatureFit.Labelled(evidence((float) (2 * logit), 0), label));
        }

        assertThat(TemperatureFit.of(rows)).isCloseTo(2, within(0.25));
        assertThat(TemperatureFit.of(List.of())).isEqualTo(1);
    }

    @Test
    void bendsARisingMapAndNeverAFallingOne() {
        Isotonic map = Isotonic.fit(
                new double[] {0.1, 0.2, 0.3, 0.4, 0.5, 0.6}, new boolean[] {false, true, false, true, true, true});

        for (int i = 1; i < map.size(); i++) {
            assertThat(map.probability(i)).isGreaterThanOrEqualTo(map.probability(i - 1));
        }
        assertThat(map.at(0)).isEqualTo(map.probability(0));
        assertThat(map.at(1)).isEqualTo(map.probability(map.size() - 1)).isLessThan(1);
    }

    @Test
    void takesOneMapForEqualScores() {
        Isotonic map = Isotonic.fit(new double[] {0.5, 0.5, 0.5, 0.5}, new boolean[] {false, true, true, true});

        assertThat(map.size()).isEqualTo(1);
        assertThat(map.at(0.5)).isCloseTo(3.5 / 5, within(1e-12));
    }

    @Test
    void prefersTheFeatureThatTells() {
        Random random = new Random(3);
        List<Row<TextEvidence>> rows = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            double entropy = random.nextDouble();
            boolean right = random.nextDouble() < Logistic.sigmoid(4 - 8 * entropy);
            rows.add(new Row<>(text(-random.nextDouble(), entropy), right, -1));
        }

        Fitted<TextEvidence> fitted = CalibrationFits.ofTexts(rows, null);

        assertThat(fitted.kind()).isEqualTo("logistic-6");
        assertThat(fitted.calibration().confidenceIn(text(-0.5, 0.1)).value()).isGreaterThan(0.85);
        assertThat(fitted.calibration().confidenceIn(text(-0.5, 0.9)).value()).isLessThan(0.15);
        assertThat(fitted.losses()).containsOnlyKeys("platt", "logistic-3", "logistic-6");
        assertThat(CalibrationFits.ofTexts(rows, null).losses()).isEqualTo(fitted.losses());
    }

    @Test
    void keepsTheShippedCalibrationWhereNothingFittedIsBetter() {
        List<Row<LabelEvidence>> rows = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            rows.add(new Row<>(evidence(i % 2 == 0 ? 4 : 0, 0), i % 2 == 0, i % 2 == 0 ? 0 : 1));
        }
        Calibration<LabelEvidence> oracle = evidence ->
                new dev.weir.gateway.routing.Confidence(evidence.logits().at(0) > 2 ? 1 : 0, true);

        assertThat(CalibrationFits.ofLabels(rows, oracle).kind()).isEqualTo("shipped");
        assertThat(CalibrationFits.ofLabels(rows, null).losses()).doesNotContainKey("shipped");
    }

    private static TextEvidence text(double mean, double entropy) {
        return new TextEvidence(mean, mean, mean, entropy, 0, 5, false);
    }

    private static LabelEvidence evidence(float first, int label) {
        return new LabelEvidence(
                new LabelEvidence.Logits() {
                    @Override
                    public int size() {
                        return 2;
                    }

                    @Override
                    public float at(int index) {
                        return index == 0 ? first : 0;
                    }
                },
                label,
                Double.NaN);
    }
}
