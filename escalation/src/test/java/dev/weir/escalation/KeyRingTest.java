package dev.weir.escalation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.EscalationException.Unavailable.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyRingTest {

    private List<String> keys = List.of("a", "b", "c");
    private Instant now = Instant.EPOCH;
    private final KeyRing ring = new KeyRing(() -> keys, () -> now);

    private static Unavailable failure(Reason reason, @Nullable Duration retryAfter) {
        return new Unavailable(reason, retryAfter, null);
    }

    private List<String> next(int count) {
        return java.util.stream.Stream.generate(ring::next).limit(count).toList();
    }

    @Test
    void takesKeysInTurn() {
        assertThat(next(5)).containsExactly("a", "b", "c", "a", "b");
    }

    @Test
    void hasNoKeyWithoutKeys() {
        keys = List.of();

        assertThat(ring.next()).isEmpty();
    }

    @Test
    void letsARejectedKeyRestForAMinute() {
        boolean another = ring.turnedAway("b", failure(Reason.KEY_REJECTED, null));

        assertThat(another).isTrue();
        assertThat(next(4)).doesNotContain("b");
        now = now.plusSeconds(60);
        assertThat(next(3)).contains("b");
    }

    @Test
    void letsALimitedKeyRestAsLongAsItsProviderAsks() {
        ring.turnedAway("a", failure(Reason.LIMITED, Duration.ofSeconds(20)));

        now = now.plusSeconds(19);
        assertThat(next(3)).doesNotContain("a");
        now = now.plusSeconds(1);
        assertThat(next(3)).contains("a");
    }

    @Test
    void restsForAtMostFiveMinutes() {
        ring.turnedAway("a", failure(Reason.LIMITED, Duration.ofHours(1)));

        now = now.plus(Duration.ofMinutes(5));

        assertThat(next(3)).contains("a");
    }

    @Test
    void takesTheKeyThatRestsShortestWhenAllRest() {
        ring.turnedAway("a", failure(Reason.LIMITED, Duration.ofSeconds(30)));
        ring.turnedAway("b", failure(Reason.LIMITED, Duration.ofSeconds(10)));

        boolean another = ring.turnedAway("c", failure(Reason.KEY_REJECTED, null));

        assertThat(another).isFalse();
        assertThat(next(3)).containsExactly("b", "b", "b");
    }

    @Test
    void usesASingleKeyHoweverOftenItIsTurnedAway() {
        keys = List.of("only");

        boolean another = ring.turnedAway("only", failure(Reason.KEY_REJECTED, null));

        assertThat(another).isFalse();
        assertThat(ring.next()).isEqualTo("only");
    }

    @Test
    void takesKeysThatCameLaterAndForgetsThoseThatWent() {
        ring.turnedAway("a", failure(Reason.KEY_REJECTED, null));

        keys = List.of("d");

        assertThat(next(2)).containsExactly("d", "d");
    }
}
