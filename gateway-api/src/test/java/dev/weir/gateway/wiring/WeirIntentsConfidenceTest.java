package dev.weir.gateway.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.gateway.calibration.LabelEvidence;
import dev.weir.gateway.routing.Draft;
import dev.weir.gateway.routing.LocalEvent;
import dev.weir.gateway.routing.LocalTier;
import dev.weir.gateway.routing.Prompts;
import dev.weir.gateway.tier.ClassifierTier;
import dev.weir.gateway.wiring.Calibrations.Calibrated;
import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmClassifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The embedded model's confidence is what its recipe computed for it, to the rounding of its arithmetic. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WeirIntentsConfidenceTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path GOLDEN = Path.of("../slm-runtime/src/test/resources/weir-intents/golden.jsonl");

    private final ModelFolder folder = ModelFolder.onClassPath("models/weir-intents");
    private final SlmClassifier classifier = SlmClassifier.load(folder);
    private final Calibrated<LabelEvidence> calibrated = Calibrations.ofLabels(folder, classifier, JSON);
    private final LocalTier tier = new ClassifierTier(
            "weir-intents", classifier, calibrated.calibration(), Schedulers.immediate(), JSON, InstantSource.system());

    @AfterAll
    void close() {
        classifier.close();
    }

    @Test
    void equalsWhatTheRecipeComputed() throws IOException {
        List<JsonNode> rows = Files.readAllLines(GOLDEN).stream()
                .map(JSON::readTree)
                .filter(row -> !row.path("text").asString().isBlank())
                .toList();

        assertThat(rows).hasSizeGreaterThan(30).allSatisfy(row -> {
            Draft draft = draft(row.path("text").asString());
            assertThat(draft.text()).isEqualTo(row.path("label").asString());
            assertThat(draft.confidence().value())
                    .isCloseTo(row.path("confidence").asDouble(), within(2e-3));
            assertThat(draft.confidence().calibrated()).isTrue();
        });
    }

    @Test
    void bringsTheThresholdThatItsRecipeVouchesFor() {
        assertThat(calibrated.threshold()).isNotNull();
    }

    @Test
    void isVoidForAnotherModelFile() {
        ModelFolder other = ModelFolder.at(Path.of("../slm-runtime/src/test/resources/models/tiny-classifier"));
        try (SlmClassifier tiny = SlmClassifier.load(other)) {
            assertThat(Calibrations.ofLabels(folder, tiny, JSON).threshold()).isNull();
        }
    }

    private Draft draft(String text) {
        LocalEvent last =
                Objects.requireNonNull(tier.answer(Prompts.asking(text)).last().block());
        return ((LocalEvent.Drafted) last).draft();
    }
}
