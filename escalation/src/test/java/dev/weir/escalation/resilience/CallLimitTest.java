package dev.weir.escalation.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.EscalationObserver.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

class CallLimitTest {

    private static final Duration WAIT = Duration.ofSeconds(5);

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final CallLimit limit = new CallLimit(2, 2, WAIT, timer);

    private Disposable run() {
        return limit.within(Flux.never(), () -> WAIT).subscribe();
    }

    @Test
    void letsWaitWhoeverFindsNoPlaceAndServesThemInOrder() {
        List<String> begun = new ArrayList<>();
        Disposable first = run();
        run();
        limit.within(Flux.never().doOnSubscribe(_ -> begun.add("third")), () -> WAIT)
                .subscribe();
        limit.within(Flux.never().doOnSubscribe(_ -> begun.add("fourth")), () -> WAIT)
                .subscribe();
        assertThat(limit.waiting()).isEqualTo(2);

        first.dispose();
        timer.advanceTime();

        assertThat(begun).containsExactly("third");
        assertThat(limit.running()).isEqualTo(2);
        assertThat(limit.waiting()).isEqualTo(1);
    }

    @Test
    void refusesAtOnceWhoeverFindsTheQueueFull() {
        run();
        run();
        run();
        run();

        StepVerifier.create(limit.within(Flux.just(1), () -> WAIT)).verifyError(Unavailable.class);
    }

    @Test
    void refusesWhoeverWaitedTooLong() {
        run();
        run();

        StepVerifier.create(limit.within(Flux.just(1), () -> Duration.ofMillis(10)))
                .then(() -> timer.advanceTimeBy(Duration.ofMillis(10)))
                .verifyError(Unavailable.class);

        assertThat(limit.waiting()).isZero();
        assertThat(limit.running()).isEqualTo(2);
    }

    @Test
    void givesUpThePlaceOfWhoeverLeavesWhileWaiting() {
        run();
        run();
        Disposable waiting = run();

        waiting.dispose();

        assertThat(limit.waiting()).isZero();
        assertThat(limit.running()).isEqualTo(2);
    }

    @Test
    void fallsUnderOverloadOnceForAllThatRanThen() {
        CallLimit wide = new CallLimit(100, 2, WAIT, timer);
        timer.advanceTimeBy(Duration.ofMillis(1));

        wide.heard(Result.LIMITED, 0);
        wide.heard(Result.LIMITED, 0);

        assertThat(wide.limit()).isEqualTo(90);
    }

    @Test
    void risesWithAnswersWhileItsPlacesAreUsedAndNeverAboveTheMost() {
        CallLimit narrow = new CallLimit(2, 2, WAIT, timer);
        narrow.heard(Result.TIMED_OUT, 0);
        assertThat(narrow.limit()).isEqualTo(1);
        narrow.heard(Result.ANSWERED, 0);
        assertThat(narrow.limit()).isEqualTo(1);
        narrow.within(Flux.never(), () -> WAIT).subscribe();

        for (int i = 0; i < 10; i++) {
            narrow.heard(Result.ANSWERED, 0);
        }

        assertThat(narrow.limit()).isEqualTo(2);
    }

    @Test
    void freesThePlaceOfACallThatFails() {
        TestPublisher<Integer> call = TestPublisher.create();
        StepVerifier.create(limit.within(call.flux(), () -> WAIT))
                .then(() -> call.error(new IllegalStateException()))
                .verifyError();

        assertThat(limit.running()).isZero();
    }

    @Test
    void survivesAQueueWhoseCallsAllEndAtOnce() {
        CallLimit one = new CallLimit(1, 100_000, WAIT, timer);
        Disposable holding = one.within(Flux.never(), () -> WAIT).subscribe();
        int[] ended = new int[1];
        for (int i = 0; i < 20_000; i++) {
            one.within(Flux.empty(), () -> WAIT).doOnComplete(() -> ended[0]++).subscribe();
        }

        holding.dispose();
        timer.advanceTime();

        assertThat(ended[0]).isEqualTo(20_000);
    }
}
