package dev.weir.gateway.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.gateway.calibration.LabelEvidence;
import dev.weir.gateway.certification.Promise;
import dev.weir.gateway.certification.Reference;
import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmClassifier;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The promise on Banking77, for a classifier that the recipe of {@code weir-intents} fine-tuned on its train part and
 * that brings no calibration: certified from 1,000 requests drawn with replacement from its validation part, and held
 * against that part. Runs with {@code -Dweir.banking=FOLDER}.
 */
class BankingTrafficTest {

    private static final int DRAWS = Integer.getInteger("weir.draws", 200);
    private static final int LABELS = 1000;
    private static final double FIT_SHARE = Double.parseDouble(System.getProperty("weir.fit.share", "0.25"));

    @Test
    void keepsThePromiseWithAModelOfItsOwn() {
        String folder = System.getProperty("weir.banking");
        if (folder == null) {
            System.err.println("SKIPPED, because -Dweir.banking=FOLDER is missing: certificates on Banking77");
        }
        assumeTrue(folder != null);
        SharedData.require();

        try (SlmClassifier model = SlmClassifier.load(ModelFolder.at(Path.of(folder)))) {
            Subject<LabelEvidence> subject = SharedData.subject("banking", model, null);
            List<Example> examples = SharedData.rows("banking77/val.jsonl").stream()
                    .map(row -> SharedData.example(row.text(), row.intent()))
                    .toList();
            List<Trial<LabelEvidence>> pool = SharedData.run(subject, examples);
            long right = pool.stream().filter(Trial::right).count();
            System.out.printf(Locale.ROOT, "Banking77: %.2f %% right%n", 100.0 * right / pool.size());

            assertThat(broken(subject, pool, 0.02)).isLessThanOrEqualTo(DRAWS / 20);
            assertThat(broken(subject, pool, 0.05)).isLessThanOrEqualTo(DRAWS / 20);
        }
    }

    private static int broken(Subject<LabelEvidence> subject, List<Trial<LabelEvidence>> pool, double target) {
        Calibrating calibrating = new Calibrating(new Promise(target, 0.95, Reference.LABEL), null, FIT_SHARE);
        Setting<LabelEvidence> setting = SharedData.setting(subject);
        int broken = 0;
        double coverage = 0;
        double error = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            var calibrated = calibrating.of(setting, drawn(pool, draw), "drawn", Instant.EPOCH);
            var certificate = calibrated.dossier().certificate();
            if (certificate != null) {
                var seen = Scored.of(pool, calibrated.fitted().calibration())
                        .sample()
                        .at(certificate.threshold());
                coverage += seen.coverage() / DRAWS;
                error += seen.acceptedError() / DRAWS;
                broken += seen.acceptedError() > target ? 1 : 0;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "Banking77, at most %.0f %%: %d draws, %d broken, coverage %.4f, accepted error %.4f%n",
                100 * target,
                DRAWS,
                broken,
                coverage,
                error);
        return broken;
    }

    private static List<Trial<LabelEvidence>> drawn(List<Trial<LabelEvidence>> pool, int seed) {
        Random random = new Random(seed);
        List<Trial<LabelEvidence>> drawn = new ArrayList<>();
        for (int i = 0; i < LABELS; i++) {
            drawn.add(pool.get(random.nextInt(pool.size())));
        }
        return drawn;
    }
}
