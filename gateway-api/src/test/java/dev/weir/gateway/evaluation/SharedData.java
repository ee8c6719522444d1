package dev.weir.gateway.evaluation;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.gateway.calibration.Calibration;
import dev.weir.gateway.calibration.LabelCalibration;
import dev.weir.gateway.calibration.LabelEvidence;
import dev.weir.gateway.certification.Digests;
import dev.weir.gateway.certification.Promise;
import dev.weir.gateway.certification.Reference;
import dev.weir.gateway.dossier.CalibrationJson;
import dev.weir.gateway.ledger.PriceList;
import dev.weir.gateway.routing.Message;
import dev.weir.gateway.tier.ClassifierTier;
import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmClassifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The embedded model's answers to data that lies beside the checkout. Answers are kept under {@code target}. */
final class SharedData {

    static final Path FOLDER = Path.of("../../shared/data");
    private static final Path KEPT = Path.of("target/evidence");
    private static final JsonMapper JSON = new JsonMapper();

    private SharedData() {}

    /** Skips the test, and says so, where the data is missing. */
    static void require() {
        if (!Files.isDirectory(FOLDER)) {
            System.err.println("SKIPPED, because the folder " + FOLDER + " is missing: certificates on real data");
        }
        assumeTrue(Files.isDirectory(FOLDER));
    }

    /** The rows of a file that no part of the embedded model was fitted on are told apart by its recipe. */
    static List<Row> rows(String file) {
        try {
            return Files.readAllLines(FOLDER.resolve(file)).stream()
                    .map(JSON::readTree)
                    .map(row -> new Row(
                            row.path("text").asString(), row.path("intent").asString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What judges the embedded model: of CLINC150's validation part every second text of each intent, of the
     * out-of-scope texts those that fitted neither encoder nor confidence (slm-runtime/training/weir_intents).
     */
    static Pool judging() {
        List<Example> inScope = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (Row row : rows("clinc150/val.jsonl")) {
            if (seen.merge(row.intent(), 1, Integer::sum) % 2 == 0) {
                inScope.add(example(row.text(), row.intent()));
            }
        }
        Set<String> exposed = new HashSet<>(
                rows("clinc150/train_oos.jsonl").stream().map(Row::text).toList());
        List<String> unseen = rows("clinc150/train_oos_plus.jsonl").stream()
                .map(Row::text)
                .filter(text -> !exposed.contains(text))
                .toList();
        List<Example> outOfScope = new ArrayList<>();
        for (int i = 1; i < unseen.size(); i += 2) {
            outOfScope.add(example(unseen.get(i), null));
        }
        rows("clinc150/val_oos.jsonl").forEach(row -> outOfScope.add(example(row.text(), null)));
        try (SlmClassifier model = SlmClassifier.load(ModelFolder.onClassPath("models/weir-intents"))) {
            Subject<LabelEvidence> subject = subject("weir-intents", model, CalibrationJson.labels(confidence()));
            return new Pool(subject, run(subject, inScope), run(subject, outOfScope));
        }
    }

    static List<Trial<LabelEvidence>> run(Subject<LabelEvidence> subject, List<Example> examples) {
        return Trials.run(subject, examples, KEPT, (_, _) -> {});
    }

    static Setting<LabelEvidence> setting(Subject<LabelEvidence> subject) {
        return new Setting<>(
                "intents",
                subject,
                subject.shipped() == null ? LabelCalibration.uncalibrated() : subject.shipped(),
                null,
                new Promise(0.05, 0.95, Reference.LABEL),
                null,
                new Costs(new PriceList(Map.of(), BigDecimal.ZERO), null),
                KEPT);
    }

    static Subject<LabelEvidence> subject(
            String name, SlmClassifier model, @Nullable Calibration<LabelEvidence> shipped) {
        return new Subject<>(
                name,
                new Digests(model.modelDigest(), model.tokenizerDigest(), "", "", ""),
                new LabelKind(model.labels()),
                shipped,
                calibration -> new ClassifierTier(
                        name, model, calibration, Schedulers.immediate(), JSON, InstantSource.system()));
    }

    private static JsonNode confidence() {
        return JSON.readTree(ModelFolder.onClassPath("models/weir-intents").read("confidence.json"));
    }

    static Example example(String text, @Nullable String expected) {
        return new Example(1, List.of(new Message("user", text)), expected);
    }

    record Row(String text, String intent) {}

    /** Judged requests of both kinds, to draw traffic of any mix from. */
    record Pool(
            Subject<LabelEvidence> subject,
            List<Trial<LabelEvidence>> inScope,
            List<Trial<LabelEvidence>> outOfScope) {}
}
