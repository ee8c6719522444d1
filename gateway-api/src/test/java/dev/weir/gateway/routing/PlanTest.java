package dev.weir.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.routing.Plan.Then;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlanTest {

    private static final LatencySketch QUICK = taking(100);
    private static final LatencySketch SLOW = taking(1000);
    private static final LatencySketch UNKNOWN = new LatencySketch();

    private static LatencySketch taking(long millis) {
        LatencySketch sketch = new LatencySketch();
        for (int i = 0; i < 20; i++) {
            sketch.record(Duration.ofMillis(millis));
        }
        return sketch;
    }

    private static Plan plan(
            @Nullable Long left,
            LatencySketch local,
            LatencySketch hosted,
            double escalates,
            @Nullable Double hedgeFrom) {
        return Plan.of(new Outlook(left == null ? null : Duration.ofMillis(left), local, hosted, escalates, hedgeFrom));
    }

    @Test
    void doesNotHurryWithoutADeadline() {
        assertThat(plan(null, QUICK, QUICK, 0.5, null)).isEqualTo(Plan.UNHURRIED);
    }

    @Test
    void waitsForTheDraftAsLongAsThereIsTimeWhenNothingIsKnownOfTheHostedTier() {
        assertThat(plan(500L, QUICK, UNKNOWN, 0, null).then()).isEqualTo(Then.GIVE_UP);
    }

    @Test
    void escalatesAtTheLastMomentWhenTheDraftIsSlow() {
        Plan plan = plan(500L, SLOW, QUICK, 0, null);

        assertThat(plan.then()).isEqualTo(Then.ESCALATE);
        assertThat(plan.draftAlone()).isBetween(Duration.ofMillis(350), Duration.ofMillis(400));
    }

    @Test
    void waitsForTheDraftWhenTheHostedTierIsSlower() {
        assertThat(plan(500L, QUICK, SLOW, 0, null).then()).isEqualTo(Then.GIVE_UP);
    }

    @Test
    void asksBothAtTheLastMomentWhereTheRouteHedges() {
        assertThat(plan(500L, SLOW, QUICK, 0.1, 0.9).then()).isEqualTo(Then.HEDGE);
    }

    @Test
    void asksBothAtOnceWhenTheDraftWillProbablyNotBeKept() {
        assertThat(plan(null, QUICK, QUICK, 0.9, 0.9)).isEqualTo(new Plan(Duration.ZERO, Then.HEDGE));
        assertThat(plan(null, QUICK, QUICK, Math.nextDown(0.9), 0.9)).isEqualTo(Plan.UNHURRIED);
    }

    @Test
    void servesAnUnsureDraftWhenAHostedAnswerWouldHardlyCome() {
        assertThat(Plan.keepsDraft(new Outlook(Duration.ofMillis(300), QUICK, SLOW, 1, null)))
                .isTrue();
        assertThat(Plan.keepsDraft(new Outlook(Duration.ofMillis(1300), QUICK, SLOW, 1, null)))
                .isFalse();
        assertThat(Plan.keepsDraft(new Outlook(null, QUICK, SLOW, 1, null))).isFalse();
    }
}
