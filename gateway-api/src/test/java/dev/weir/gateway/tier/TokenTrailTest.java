package dev.weir.gateway.tier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.routing.TokenLogProbability;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenTrailTest {

    private final TokenTrail trail = new TokenTrail();

    @Test
    void waitsForTheRestOfACharacter() {
        trail.add(token(new byte[] {(byte) 0xF0, (byte) 0x9F}));
        trail.add(token(new byte[] {(byte) 0x98, (byte) 0x80}));

        assertThat(trail.said("\uD83D\uDE00")).hasSize(2);
        assertThat(trail.rest()).isEmpty();
    }

    @Test
    void givesATokenToTheTextThatItEndsIn() {
        trail.add(token("hel"));
        trail.add(token("lo wor"));

        assertThat(texts(trail.said("hello "))).containsExactly("hel");
        assertThat(texts(trail.said("wor"))).containsExactly("lo wor");
    }

    @Test
    void keepsThePartBeforeAStopString() {
        trail.add(token("one"));
        trail.add(token("two"));
        trail.add(token("three"));

        assertThat(texts(trail.said("onet"))).containsExactly("one");
        assertThat(texts(trail.rest())).containsExactly("t");
    }

    @Test
    void forgetsWhatIsNeverSaid() {
        trail.add(token("one"));
        trail.add(token("two"));

        assertThat(texts(trail.said("one"))).containsExactly("one");
        assertThat(trail.rest()).isEmpty();
    }

    @Test
    void takesNoTokenWithoutText() {
        trail.add(new TokenLogProbability(new TokenLogProbability.Token("<|end|>", null), -1, List.of()));

        assertThat(trail.said("x")).isEmpty();
    }

    private static List<String> texts(List<TokenLogProbability> tokens) {
        return tokens.stream().map(token -> token.token().text()).toList();
    }

    private static TokenLogProbability token(String text) {
        return new TokenLogProbability(TokenBytes.token(text), -1, List.of());
    }

    private static TokenLogProbability token(byte[] bytes) {
        return new TokenLogProbability(TokenBytes.token(bytes), -1, List.of());
    }
}
