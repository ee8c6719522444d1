package dev.weir.gateway.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.gateway.calibration.TextEvidence;
import dev.weir.slm.Generation;
import dev.weir.slm.TokenEvidence;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TextMeasurementTest {

    @Test
    void sumsUpTheTokens() {
        List<TokenEvidence> tokens = IntStream.rangeClosed(1, 21)
                .mapToObj(i -> new TokenEvidence(i, -i / 10f, 22 - i, 0.5f))
                .toList();

        TextEvidence evidence = TextMeasurement.of(generation(tokens, Generation.Finish.STOP), null);

        assertThat(evidence.meanLogProbability()).isCloseTo(-1.1, within(1e-6));
        assertThat(evidence.leastLogProbability()).isCloseTo(-2.1, within(1e-6));
        assertThat(evidence.lowLogProbability()).isCloseTo(-1.9, within(1e-6));
        assertThat(evidence.meanEntropy()).isEqualTo(0.5);
        assertThat(evidence.firstMargin()).isEqualTo(21);
        assertThat(evidence.tokens()).isEqualTo(21);
        assertThat(evidence.cut()).isFalse();
    }

    @Test
    void tellsACutFromALimitThatTheCallerSet() {
        List<TokenEvidence> two = List.of(new TokenEvidence(1, -1, 0, 0), new TokenEvidence(2, -1, 0, 0));

        assertThat(TextMeasurement.of(generation(two, Generation.Finish.LENGTH), null)
                        .cut())
                .isTrue();
        assertThat(TextMeasurement.of(generation(two, Generation.Finish.LENGTH), 3)
                        .cut())
                .isTrue();
        assertThat(TextMeasurement.of(generation(two, Generation.Finish.LENGTH), 2)
                        .cut())
                .isFalse();
    }

    @Test
    void takesAnEmptyTextAsItIs() {
        assertThat(TextMeasurement.of(generation(List.of(), Generation.Finish.STOP), null)
                        .meanLogProbability())
                .isZero();
    }

    private static Generation generation(List<TokenEvidence> tokens, Generation.Finish finish) {
        return new Generation("text", List.of(), tokens, 3, tokens.size(), finish, List.of(), Duration.ZERO);
    }
}
