package dev.weir.slm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SamplingTest {

    private static final Sampling ALL = new Sampling(0.5, 0.9, 40, 0.1, 1.1, 0.2, 0.3, Map.of(7, 1.5), 9L);

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                refused("temperature", sampling -> sampling.withTemperature(2.1)),
                refused("temperature", sampling -> sampling.withTemperature(Double.NaN)),
                refused("topP", sampling -> sampling.withTopP(0)),
                refused("topP", sampling -> sampling.withTopP(1.1)),
                refused("topK", sampling -> sampling.withTopK(-1)),
                refused("minP", sampling -> sampling.withMinP(-0.1)),
                refused("minP", sampling -> sampling.withMinP(1.1)),
                refused("minP", sampling -> sampling.withMinP(Double.NaN)),
                refused("repetitionPenalty", sampling -> sampling.withRepetitionPenalty(0)),
                refused("repetitionPenalty", sampling -> sampling.withRepetitionPenalty(Double.POSITIVE_INFINITY)),
                refused("presencePenalty", sampling -> sampling.withPresencePenalty(-2.1)),
                refused("frequencyPenalty", sampling -> sampling.withFrequencyPenalty(2.1)),
                refused("logitBias", sampling -> sampling.withLogitBias(Map.of(1, 100.5))),
                refused("logitBias", sampling -> sampling.withLogitBias(Map.of(-1, 1.0))));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void namesTheFieldThatIsOutOfRange(String field, UnaryOperator<Sampling> change) {
        assertThatThrownBy(() -> change.apply(ALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(field + " ");
    }

    @Test
    void takesTheEndsOfEveryRange() {
        Sampling least = new Sampling(0, Double.MIN_VALUE, 0, 0, Double.MIN_VALUE, -2, -2, Map.of(0, -100.0), null);
        Sampling most = new Sampling(2, 1, Integer.MAX_VALUE, 1, 9, 2, 2, Map.of(0, 100.0), Long.MAX_VALUE);

        assertThat(least.isGreedy()).isTrue();
        assertThat(most.isGreedy()).isFalse();
    }

    @Test
    void changesOneFieldAndLeavesTheOthers() {
        Sampling rebuilt = Sampling.GREEDY
                .withSeed(9L)
                .withLogitBias(Map.of(7, 1.5))
                .withFrequencyPenalty(0.3)
                .withPresencePenalty(0.2)
                .withRepetitionPenalty(1.1)
                .withMinP(0.1)
                .withTopK(40)
                .withTopP(0.9)
                .withTemperature(0.5);

        assertThat(rebuilt).isEqualTo(ALL);
        assertThat(rebuilt.withTemperature(0))
                .isEqualTo(new Sampling(0, 0.9, 40, 0.1, 1.1, 0.2, 0.3, Map.of(7, 1.5), 9L));
    }

    @Test
    void penaltiesAndBiasAdjustLogits() {
        assertThat(new Sampling(1, 0.5, 3, 1L).withMinP(0.5).adjustsLogits()).isFalse();
        assertThat(Sampling.GREEDY.withRepetitionPenalty(1.1).adjustsLogits()).isTrue();
        assertThat(Sampling.GREEDY.withPresencePenalty(0.1).adjustsLogits()).isTrue();
        assertThat(Sampling.GREEDY.withFrequencyPenalty(0.1).adjustsLogits()).isTrue();
        assertThat(Sampling.GREEDY.withLogitBias(Map.of(1, 1.0)).adjustsLogits())
                .isTrue();
    }

    private static Arguments refused(String field, UnaryOperator<Sampling> change) {
        return Arguments.of(field, change);
    }
}
