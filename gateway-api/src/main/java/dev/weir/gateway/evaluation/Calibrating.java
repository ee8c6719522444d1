package dev.weir.gateway.evaluation;

import dev.weir.gateway.calibration.CalibrationFits.Fitted;
import dev.weir.gateway.calibration.CalibrationFits.Row;
import dev.weir.gateway.certification.Certificate;
import dev.weir.gateway.certification.DeclaredMix;
import dev.weir.gateway.certification.Digests;
import dev.weir.gateway.certification.DrawnRequests;
import dev.weir.gateway.certification.FixedSequence;
import dev.weir.gateway.certification.FixedSequence.Found;
import dev.weir.gateway.certification.LabelsNeeded;
import dev.weir.gateway.certification.Promise;
import dev.weir.gateway.certification.Testing;
import dev.weir.gateway.dossier.CalibrationJson;
import dev.weir.gateway.dossier.Dossier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fits a calibration on one part of the judged requests, lays down there which thresholds to test, and tests them on the
 * other part.
 *
 * @param promise to be kept
 * @param outOfScopeShare of the traffic, when the requests do not come in its mix; null when they do
 * @param fitShare the part that is fitted on, above 0 and below 1
 */
public record Calibrating(Promise promise, @Nullable Double outOfScopeShare, double fitShare) {

    private static final long SEED = 20;
    private static final int FEWEST = 20;

    public Calibrating {
        if (!(fitShare > 0 && fitShare < 1)) {
            throw new IllegalArgumentException("a fit share is above 0 and below 1, not " + fitShare);
        }
    }

    /** The same trials in the same order give the same result, but for the time. */
    public <E> Calibrated<E> of(Setting<E> setting, List<Trial<E>> trials, String dataDigest, Instant now) {
        if (trials.size() < FEWEST) {
            throw new EvaluationException("there are " + trials.size()
                    + " labelled requests; even a calibration without a" + " certificate takes " + FEWEST + ".");
        }
        List<Trial<E>> shuffled = new ArrayList<>(trials);
        Collections.shuffle(shuffled, new Random(SEED));
        int cut = (int) Math.max(FEWEST / 2, Math.round(fitShare * shuffled.size()));
        List<Trial<E>> fitPart = shuffled.subList(0, cut);
        List<Trial<E>> judgedPart = shuffled.subList(cut, shuffled.size());
        Fitted<E> fitted = setting.subject()
                .kind()
                .fit(rows(fitPart, setting), setting.subject().shipped());
        Scored judged = Scored.of(judgedPart, fitted.calibration());
        Optional<Found> found = FixedSequence.planned(
                        Scored.of(fitPart, fitted.calibration()).sample(), judgedPart.size(), promise)
                .in(testing(judged), promise);
        ObjectNode calibration = CalibrationJson.write(fitted.calibration());
        Digests running = setting.subject().digests();
        Digests digests = new Digests(
                running.model(), running.tokenizer(), running.template(), Dossier.digestOf(calibration), dataDigest);
        Certificate certificate = found.map(proof -> new Certificate(
                        setting.route(),
                        promise,
                        proof.threshold(),
                        proof.seen(),
                        proof.coverage(),
                        proof.bound(),
                        proof.method(),
                        now,
                        digests))
                .orElse(null);
        return new Calibrated<>(
                new Dossier(setting.route(), digests, calibration, certificate),
                fitted,
                fitPart.size(),
                judgedPart,
                judged,
                moreLabels(judged, trials.size(), certificate));
    }

    private Testing testing(Scored judged) {
        return outOfScopeShare == null
                ? new DrawnRequests(judged.sample())
                : new DeclaredMix(judged.sample(true), judged.sample(false), outOfScopeShare);
    }

    private OptionalInt moreLabels(Scored judged, int have, @Nullable Certificate certificate) {
        OptionalInt judgedNeeded =
                certificate == null ? LabelsNeeded.inAll(judged.sample(), promise) : OptionalInt.empty();
        return judgedNeeded.isEmpty()
                ? judgedNeeded
                : OptionalInt.of(Math.max(1, (int) Math.ceil(judgedNeeded.getAsInt() / (1 - fitShare)) - have));
    }

    private static <E> List<Row<E>> rows(List<Trial<E>> trials, Setting<E> setting) {
        return trials.stream()
                .filter(trial -> trial.evidence() != null)
                .map(trial -> new Row<>(
                        Objects.requireNonNull(trial.evidence()),
                        trial.right(),
                        setting.subject().kind().labelOf(trial.example().expected())))
                .toList();
    }

    /**
     * What came of it.
     *
     * @param dossier with a certificate, or without one when nothing could be proven
     * @param fitted the calibration, and how others did
     * @param fitSize how many requests it was fitted on
     * @param judged the others, by its confidence
     * @param moreLabels an estimate of how many more would prove something; empty when no number would, or none is needed
     */
    public record Calibrated<E>(
            Dossier dossier,
            Fitted<E> fitted,
            int fitSize,
            List<Trial<E>> judgedTrials,
            Scored judged,
            OptionalInt moreLabels) {}
}
