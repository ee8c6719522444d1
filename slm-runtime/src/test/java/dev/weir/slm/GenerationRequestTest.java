package dev.weir.slm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GenerationRequestTest {

    private static final List<ChatTurn> TURNS = List.of(new ChatTurn("user", "hello"));

    @Test
    void leavesToTheModelWhatIsNotSaid() {
        assertThat(GenerationRequest.answering(TURNS).build())
                .isEqualTo(new GenerationRequest(
                        TURNS, null, List.of(), null, 0, null, List.of(), null, null, 0, List.of(), null, ""));
    }

    @Test
    void takesEveryField() {
        GenerationRequest request = GenerationRequest.continuing("once")
                .maxTokens(5)
                .minTokens(5)
                .sampling(Sampling.GREEDY)
                .stops(List.of("end"))
                .constraint(new Constraint.JsonObject())
                .topLogProbabilities(20)
                .weighing(List.of("a", "b"))
                .deadline(Instant.EPOCH)
                .tenant("us")
                .build();

        assertThat(request)
                .isEqualTo(new GenerationRequest(
                        List.of(),
                        "once",
                        List.of(),
                        5,
                        5,
                        Sampling.GREEDY,
                        List.of("end"),
                        new Constraint.JsonObject(),
                        null,
                        20,
                        List.of("a", "b"),
                        Instant.EPOCH,
                        "us"));
    }

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                refused("maxTokens", request -> request.maxTokens(0)),
                refused("minTokens", request -> request.minTokens(-1)),
                refused("minTokens", request -> request.maxTokens(3).minTokens(4)),
                refused("topLogProbabilities", request -> request.topLogProbabilities(-1)),
                refused("topLogProbabilities", request -> request.topLogProbabilities(21)),
                refused("a text to be weighed", request -> request.weighing(List.of(""))),
                refused("a stop string", request -> request.stops(List.of("ok", ""))));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void namesTheFieldThatIsOutOfRange(String field, UnaryOperator<GenerationRequest.Builder> change) {
        GenerationRequest.Builder request = change.apply(GenerationRequest.answering(TURNS));

        assertThatThrownBy(request::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(field + " ");
    }

    private static Arguments refused(String field, UnaryOperator<GenerationRequest.Builder> change) {
        return Arguments.of(field, change);
    }
}
