package dev.weir.gateway.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.gateway.routing.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleReaderTest {

    @TempDir
    private Path folder;

    @Test
    void readsTextsAndMessages() throws IOException {
        List<Example> examples = read("""
            {"text": "hi", "expected": "greeting"}

            {"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}], "expected": null}
            {"text": "json", "expected": {"intent": "x"}}
            """);

        assertThat(examples)
                .containsExactly(
                        new Example(1, List.of(new Message("user", "hi")), "greeting"),
                        new Example(3, List.of(new Message("system", "s"), new Message("user", "u")), null),
                        new Example(4, List.of(new Message("user", "json")), "{\"intent\":\"x\"}"));
    }

    @Test
    void namesEveryBadLineByItsNumber() {
        assertThatExceptionOfType(EvaluationException.class)
                .isThrownBy(() -> read("""
                    {"text": "fine", "expected": "x"}
                    {"text": "no label"}
                    {"expected": "x"}
                    {"text": 3, "expected": "x"}
                    {"messages": [{"role": "user"}], "expected": "x"}
                    [1]
                    {"text": "cut
                    """))
                .satisfies(e -> assertThat(e.sentence())
                        .contains("6 lines", "line 2 has no 'expected'", "line 3 needs", "line 4 has", "line 5 has")
                        .contains("line 6 is not an object", "line 7 is not valid JSON"));
    }

    @Test
    void refusesAFileWithoutRequestsOrNone() {
        assertThatExceptionOfType(EvaluationException.class).isThrownBy(() -> read("\n"));
        assertThatExceptionOfType(EvaluationException.class)
                .isThrownBy(() -> ExampleReader.read(folder.resolve("missing.jsonl")));
    }

    private List<Example> read(String text) throws IOException {
        return ExampleReader.read(Files.writeString(folder.resolve("data.jsonl"), text));
    }
}
