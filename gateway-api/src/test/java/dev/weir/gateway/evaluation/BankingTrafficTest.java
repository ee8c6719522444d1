package dev.weir.gateway.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.gateway.calibration.LabelEvidence;
import dev.weir.gateway.certification.Promise;
import dev.weir.gateway.certification.Reference;
import dev.weir.gateway.evaluation.SharedData.Row;
import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmClassifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The promise on Banking77, with a head of its own on the embedded model's encoder, which stays as it is: trained on the
 * 9,000 texts of its train part, certified from 1,000 requests drawn with replacement from its validation part, and held
 * against that part. It takes minutes: {@code -Dweir.banking=true}.
 */
class BankingTrafficTest {

    private static final int DRAWS = Integer.getInteger("weir.draws", 200);
    private static final int LABELS = 1000;

    @Test
    void keepsThePromiseWithAHeadOfItsOwn() {
        assumeTrue(Boolean.getBoolean("weir.banking"));
        SharedData.require();
        List<Trial<LabelEvidence>> pool = pool();

        for (double target : new double[] {0.02, 0.05}) {
            assertThat(broken(pool, target)).isLessThanOrEqualTo(DRAWS / 20);
        }
    }

    @SuppressWarnings("checkstyle:MethodLength")
    private static int broken(List<Trial<LabelEvidence>> pool, double target) {
        Calibrating calibrating = new Calibrating(new Promise(target, 0.95, Reference.LABEL), null, 0.25);
        Setting<LabelEvidence> setting = SharedData.setting(new Subject<>(
                "banking",
                new dev.weir.gateway.certification.Digests("", "", "", "", ""),
                new LabelKind(SharedData.rows("banking77/train.jsonl").stream()
                        .map(Row::intent)
                        .distinct()
                        .sorted()
                        .toList()),
                null,
                _ -> {
                    throw new IllegalStateException("the head has answered already");
                }));
        int broken = 0;
        double coverage = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            Random random = new Random(draw);
            List<Trial<LabelEvidence>> drawn = new ArrayList<>();
            for (int i = 0; i < LABELS; i++) {
                drawn.add(pool.get(random.nextInt(pool.size())));
            }
            var calibrated = calibrating.of(setting, drawn, "drawn", Instant.EPOCH);
            var certificate = calibrated.dossier().certificate();
            if (certificate != null) {
                var seen = Scored.of(pool, calibrated.fitted().calibration())
                        .sample()
                        .at(certificate.threshold());
                coverage += seen.coverage() / DRAWS;
                broken += seen.acceptedError() > target ? 1 : 0;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "Banking77, at most %.0f %%: %d draws, %d broken, coverage %.4f%n",
                100 * target,
                DRAWS,
                broken,
                coverage);
        return broken;
    }

    private static List<Trial<LabelEvidence>> pool() {
        List<Row> train = SharedData.rows("banking77/train.jsonl");
        List<String> labels =
                train.stream().map(Row::intent).distinct().sorted().toList();
        try (SlmClassifier model = SlmClassifier.load(ModelFolder.onClassPath("models/weir-intents"))) {
            SoftmaxHead head = SoftmaxHead.trained(
                    train.stream().map(row -> model.embed(row.text()).vector()).toList(),
                    train.stream().mapToInt(row -> labels.indexOf(row.intent())).toArray(),
                    labels.size());
            List<Trial<LabelEvidence>> trials = SharedData.rows("banking77/val.jsonl").stream()
                    .map(row -> trial(row, head.evidence(model.embed(row.text()).vector()), labels))
                    .toList();
            System.out.printf(
                    Locale.ROOT,
                    "Banking77: %.2f %% right%n",
                    100.0 * trials.stream().filter(Trial::right).count() / trials.size());
            return trials;
        }
    }

    private static Trial<LabelEvidence> trial(Row row, LabelEvidence evidence, List<String> labels) {
        String answer = labels.get(evidence.label());
        return new Trial<>(
                SharedData.example(row.text(), row.intent()),
                answer,
                Objects.requireNonNull(evidence),
                answer.equals(row.intent()),
                Duration.ZERO,
                Duration.ZERO,
                0,
                0);
    }
}
