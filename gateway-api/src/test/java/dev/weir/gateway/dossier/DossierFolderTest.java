package dev.weir.gateway.dossier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.gateway.calibration.Isotonic;
import dev.weir.gateway.calibration.IsotonicCalibration;
import dev.weir.gateway.calibration.LabelCalibration;
import dev.weir.gateway.calibration.TextCalibration;
import dev.weir.gateway.calibration.TextEvidence;
import dev.weir.gateway.certification.Certificate;
import dev.weir.gateway.certification.Digests;
import dev.weir.gateway.certification.Promise;
import dev.weir.gateway.certification.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class DossierFolderTest {

    private static final ObjectNode CALIBRATION = CalibrationJson.write(new TextCalibration(2, 1 / 3.0));
    private static final Digests RUNNING = new Digests("m", "t", "p", "", "");

    @TempDir
    private Path data;

    private DossierFolder folder;

    @BeforeEach
    void opens() {
        folder = new DossierFolder(data);
    }

    @Test
    void findsWhatWasWrittenForWhatRuns() {
        Dossier written = dossier(RUNNING, certificate());
        folder.write(written);

        assertThat(folder.find("r", RUNNING)).contains(written);
        assertThat(folder.find("another", RUNNING)).isEmpty();
    }

    @Test
    void keepsACalibrationWithoutACertificate() {
        folder.write(dossier(RUNNING, null));

        assertThat(folder.find("r", RUNNING))
                .hasValueSatisfying(found -> assertThat(found.certificate()).isNull());
    }

    @Test
    void isVoidForAnotherModelTokenizerOrTemplate() {
        folder.write(dossier(RUNNING, certificate()));

        assertThat(folder.find("r", new Digests("other", "t", "p", "", ""))).isEmpty();
        assertThat(folder.find("r", new Digests("m", "other", "p", "", ""))).isEmpty();
        assertThat(folder.find("r", new Digests("m", "t", "other", "", ""))).isEmpty();
    }

    @Test
    void isVoidWhenItsCalibrationWasChanged() throws IOException {
        Path file = folder.write(dossier(RUNNING, certificate()));
        Files.writeString(file, Files.readString(file).replace("2.0", "3.0"));

        assertThat(folder.find("r", RUNNING)).isEmpty();
    }

    @Test
    void passesOverAFileThatIsBroken() throws IOException {
        Path file = folder.write(dossier(RUNNING, certificate()));
        Files.writeString(file, Files.readString(file).substring(0, 80));

        assertThat(folder.find("r", RUNNING)).isEmpty();
    }

    @Test
    void staysInsideItsFolderWhateverTheRouteIsCalled() {
        Path file = folder.write(new Dossier("../../r", RUNNING, CALIBRATION, null));

        assertThat(file.normalize()).startsWith(data.resolve("routes"));
    }

    @Test
    void givesBackEveryKindOfCalibration() {
        TextEvidence text = new TextEvidence(-0.3, -2, -1, 0.4, 1.5, 7, false);
        TextCalibration several = new TextCalibration(
                List.of(
                        new TextCalibration.Term(TextCalibration.Feature.MEAN_ENTROPY, 0.2, 0.5, -1),
                        new TextCalibration.Term(TextCalibration.Feature.LOG_LENGTH, 2, 1, 0.3)),
                1);
        var bent =
                new IsotonicCalibration<>(several, Isotonic.through(new double[] {0.2, 0.8}, new double[] {0.1, 0.9}));

        assertThat(CalibrationJson.texts(CalibrationJson.write(several)).confidenceIn(text))
                .isEqualTo(several.confidenceIn(text));
        assertThat(CalibrationJson.texts(CalibrationJson.write(bent)).confidenceIn(text))
                .isEqualTo(bent.confidenceIn(text));
    }

    @Test
    void refusesACalibrationThatItCannotKeepOrRead() {
        assertThatThrownBy(() -> CalibrationJson.write(LabelCalibration.uncalibrated()))
                .hasMessageContaining("fitted");
        ObjectNode unknown = CALIBRATION.deepCopy();
        unknown.putArray("features").add("horoscope");
        assertThatThrownBy(() -> CalibrationJson.labels(unknown)).hasMessageContaining("'horoscope'");
    }

    private static Dossier dossier(Digests running, @Nullable Certificate certificate) {
        Digests all = new Digests(
                running.model(), running.tokenizer(), running.template(), Dossier.digestOf(CALIBRATION), "d");
        return new Dossier("r", all, CALIBRATION, certificate);
    }

    private static Certificate certificate() {
        return new Certificate(
                "r",
                new Promise(0.02, 0.95, Reference.LABEL),
                0.8125,
                new Certificate.Seen(1000, 700, 5),
                0.7,
                0.0151,
                Certificate.Method.FIXED_SEQUENCE,
                Instant.parse("2026-01-02T03:04:05Z"),
                new Digests("m", "t", "p", Dossier.digestOf(CALIBRATION), "d"));
    }
}
