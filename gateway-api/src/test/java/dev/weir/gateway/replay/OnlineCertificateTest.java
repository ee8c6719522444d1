package dev.weir.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.replay.Traffic.Kind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A promise of at most 5 % over HTTP, from the first request on: earned, kept, taken back when the traffic is another,
 * earned again. {@code -Dweir.replay=true} plays longer stretches and writes what it saw to {@code target/replay.jsonl}.
 */
class OnlineCertificateTest {

    private static final boolean LONG = Boolean.getBoolean("weir.replay");
    private static final int PATIENCE = 6_000;
    private static final int KEPT_FOR = LONG ? 5_000 : 200;

    @TempDir
    private Path data = Path.of("unset");

    @Test
    void isEarnedSuspendedAndEarnedAgain() {
        List<Pair> pairs = Pair.all();
        try (ReplayedWeir weir = ReplayedWeir.over(pairs, data, "--weir.routes.maths.audits.rate=0.1");
                Replay replay = new Replay(weir, new Traffic(pairs, 41))) {
            assertThat(weir.certificate().path("state").asString()).isEqualTo("uncertified");

            replay.until("certified", Kind.PUBLISHED, PATIENCE);
            Stretch kept = replay.play("kept", Kind.PUBLISHED, KEPT_FOR);
            assertThat(kept.coverage()).isGreaterThan(0.5);

            Stretch harder = replay.until("suspended", Kind.HARDER, PATIENCE);
            assertThat(weir.certificate().path("explanation").asString()).contains("Many more drafts are unsure");
            assertThat(weir.certificate().path("threshold").isNull()).isTrue();
            assertThat(harder.requests()).isLessThan(400);

            replay.until("certified", Kind.HARDER, PATIENCE);
            replay.play("kept again", Kind.HARDER, KEPT_FOR);

            replay.until("suspended", Kind.MISJUDGED, PATIENCE);
            assertThat(weir.certificate().path("explanation").asString()).contains("More kept drafts turned out wrong");

            if (LONG) {
                replay.play("misjudged", Kind.MISJUDGED, KEPT_FOR);
                replay.until("certified", Kind.PUBLISHED, PATIENCE);
                replay.play("kept at last", Kind.PUBLISHED, KEPT_FOR);
            }
            assertThat(replay.stretches())
                    .filteredOn(stretch -> stretch.name().startsWith("kept"))
                    .allSatisfy(stretch -> assertThat(stretch.error()).isLessThan(0.05 + 2 * stretch.deviation()));
        }
    }
}
