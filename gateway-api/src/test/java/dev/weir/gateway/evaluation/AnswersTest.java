package dev.weir.gateway.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "freeze_account | freeze_account",
                "freeze_account | {\"intent\": \"freeze_account\"}",
                "{\"label\":\"x\"} | x",
                "{\"a\": 1, \"b\": [2.50]} | {\"b\":[2.5],\"a\":1.0}",
                "{\"a\": 0} | {\"a\": 0.00}",
                "Paris | ' paris. '",
                "New  York | new york"
            })
    void saysThatTheSameIsTheSame(String one, String other) {
        assertThat(Answers.same(one, other)).isTrue();
        assertThat(Answers.same(other, one)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "freeze_account | freeze_card",
                "{\"a\": 1} | {\"a\": \"1\"}",
                "{\"a\": [1, 2]} | {\"a\": [2, 1]}",
                "{\"a\": 1} | {\"a\": 1, \"b\": null}",
                "{\"a\": \"x\", \"b\": \"y\"} | x",
                "3.5 | 35",
                "? | !"
            })
    void tellsOthersApart(String one, String other) {
        assertThat(Answers.same(one, other)).isFalse();
        assertThat(Answers.same(other, one)).isFalse();
    }
}
