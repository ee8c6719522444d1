package dev.weir.escalation.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

class PatienceTest {

    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofSeconds(3);
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final Patience patience = new Patience(FIRST, IDLE, timer);
    private final TestPublisher<String> answer = TestPublisher.create();

    private void pass(Duration time) {
        timer.advanceTimeBy(time);
    }

    @Test
    void waitsForTheFirstPieceFromTheSendingOn() {
        StepVerifier.create(patience.over(answer.flux()))
                .then(() -> pass(FIRST.multipliedBy(2)))
                .then(patience::sent)
                .then(() -> pass(FIRST.minus(MOMENT)))
                .then(answer::assertNotCancelled)
                .then(() -> pass(IDLE))
                .verifyError(TimeoutException.class);

        answer.assertCancelled();
    }

    @Test
    void waitsForEachFurtherPiece() {
        StepVerifier.create(patience.over(answer.flux()))
                .then(patience::sent)
                .then(() -> pass(FIRST.minus(MOMENT)))
                .then(() -> answer.next("a"))
                .expectNext("a")
                .then(() -> pass(IDLE.minus(MOMENT)))
                .then(() -> answer.next("b"))
                .expectNext("b")
                .then(() -> pass(IDLE.minus(MOMENT)))
                .then(answer::assertNotCancelled)
                .then(() -> pass(IDLE))
                .verifyError(TimeoutException.class);
    }

    @Test
    void noticesAStallAsSoonAfterAQuickBeginning() {
        StepVerifier.create(patience.over(answer.flux()))
                .then(patience::sent)
                .then(() -> pass(IDLE.plus(MOMENT)))
                .then(() -> answer.next("a"))
                .expectNext("a")
                .then(() -> pass(IDLE))
                .then(answer::assertCancelled)
                .verifyError(TimeoutException.class);
    }

    @Test
    void doesNotTakeASlowReaderForASlowProvider() {
        StepVerifier.create(patience.over(answer.flux()), 1)
                .then(patience::sent)
                .then(() -> answer.next("a"))
                .expectNext("a")
                .then(() -> pass(FIRST.multipliedBy(9)))
                .thenRequest(1)
                .then(() -> pass(IDLE.minus(MOMENT)))
                .then(() -> answer.next("b").complete())
                .expectNext("b")
                .verifyComplete();
    }

    @Test
    void leavesNoTimerBehind() {
        StepVerifier.create(patience.over(answer.flux())).then(answer::complete).verifyComplete();

        assertThat(timer.getScheduledTaskCount()).isLessThanOrEqualTo(1);
        pass(FIRST);
        assertThat(timer.getScheduledTaskCount()).isLessThanOrEqualTo(1);
    }
}
