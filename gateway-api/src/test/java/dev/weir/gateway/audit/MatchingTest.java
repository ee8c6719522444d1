package dev.weir.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.routing.AnswerForm;
import dev.weir.gateway.routing.Prompts;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "EXACT | freeze_account | freeze_account | true",
                "EXACT | freeze_account | Freeze_account | false",
                "JSON | {\"a\":1,\"b\":[2.0]} | {\"b\":[2], \"a\":1.0} | true",
                "JSON | {\"a\":1} | {\"a\":2} | false",
                "JSON | {\"a\":1} | no json | false",
                "NORMALISED | The answer is 18. | the  answer is: 18 | true",
                "NORMALISED | The answer is 18. | the answer is 19 | false"
            })
    void saysWhetherTwoTextsAreTheSame(Matching matching, String draft, String hosted, boolean same) {
        assertThat(matching.same(draft, hosted, new AnswerForm.Text())).isEqualTo(same);
    }

    @Test
    void takesTheSameJsonForTheSameLabelWhereJsonWasAskedFor() {
        assertThat(Matching.EXACT.same("{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", new AnswerForm.JsonObject()))
                .isTrue();
        assertThat(Matching.EXACT.same("{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", new AnswerForm.Text()))
                .isFalse();
    }

    @Test
    void comparesEmbeddings() {
        EmbeddingSimilarity similarity = new EmbeddingSimilarity(
                text -> text.startsWith("a") ? new float[] {1, 0.1f} : new float[] {0.1f, 1}, 0.9);

        assertThat(same(similarity, "a", "a b")).isTrue();
        assertThat(same(similarity, "a", "b")).isFalse();
    }

    private static boolean same(Comparison comparison, String draft, String hosted) {
        return Objects.requireNonNull(
                        comparison.compare(Prompts.prompt("r"), draft, hosted).block())
                .same();
    }
}
