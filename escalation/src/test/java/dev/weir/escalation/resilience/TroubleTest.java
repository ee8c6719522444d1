package dev.weir.escalation.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.EscalationException.TimedOut;
import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.EscalationException.Unavailable.Reason;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class TroubleTest {

    private static final Duration LASTS = Duration.ofSeconds(15);
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final CircuitBreaker breaker =
            ProviderBreaker.of("testing/m", new BreakerOptions(20, 10, 50, LASTS, 1), timer);
    private final Trouble trouble = Trouble.behind(breaker, LASTS, timer);

    private void fail(Reason reason) {
        end(new Unavailable(reason, null, null));
    }

    private void end(Throwable failure) {
        breaker.acquirePermission();
        breaker.onError(0, TimeUnit.NANOSECONDS, failure);
    }

    private void answer() {
        breaker.acquirePermission();
        breaker.onSuccess(0, TimeUnit.NANOSECONDS);
    }

    @Test
    void comesWithTheSecondFailureInARow() {
        fail(Reason.FAILING);
        assertThat(trouble.isThere()).isFalse();

        end(new TimedOut(null));

        assertThat(trouble.isThere()).isTrue();
    }

    @Test
    void doesNotComeWithFailuresBetweenAnswers() {
        fail(Reason.UNREACHABLE);
        answer();
        fail(Reason.UNREACHABLE);

        assertThat(trouble.isThere()).isFalse();
    }

    @Test
    void doesNotComeWithWhatSaysNothingOfTheProvidersHealth() {
        fail(Reason.LIMITED);
        fail(Reason.LIMITED);
        fail(Reason.KEY_REJECTED);

        assertThat(trouble.isThere()).isFalse();
    }

    @Test
    void endsWithAnAnswer() {
        fail(Reason.FAILING);
        fail(Reason.FAILING);

        answer();

        assertThat(trouble.isThere()).isFalse();
    }

    @Test
    void passesByItselfAndComesBackWithTheNextFailure() {
        fail(Reason.FAILING);
        fail(Reason.FAILING);

        timer.advanceTimeBy(LASTS.minus(MOMENT));
        assertThat(trouble.isThere()).isTrue();
        timer.advanceTimeBy(MOMENT);
        assertThat(trouble.isThere()).isFalse();

        fail(Reason.FAILING);
        assertThat(trouble.isThere()).isTrue();
    }

    @Test
    void comesWithAnOpenBreakerAndIsNotEndedByAnAnswerThatWasStillUnderWay() {
        for (int i = 0; i < 5; i++) {
            answer();
            fail(Reason.FAILING);
        }
        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.OPEN);

        breaker.onSuccess(0, TimeUnit.NANOSECONDS);

        assertThat(trouble.isThere()).isTrue();
        timer.advanceTimeBy(LASTS);
        assertThat(trouble.isThere()).isFalse();
    }
}
