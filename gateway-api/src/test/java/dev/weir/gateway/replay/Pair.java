package dev.weir.gateway.replay;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A question of GSM8K with a weak and a strong model's answer, and whether the weak one was marked right. */
record Pair(String question, String weakAnswer, boolean weakIsRight, String strongAnswer) {

    private static final Path FILE = Path.of("../../shared/data/gsm8k-pairs/replay.jsonl");

    /** All that lie beside the checkout. Skips the test, and says so, where they are missing. */
    static List<Pair> all() {
        if (!Files.exists(FILE)) {
            System.err.println("SKIPPED, because " + FILE + " is missing: a promise kept over HTTP");
        }
        assumeTrue(Files.exists(FILE));
        try {
            return Files.readAllLines(FILE).stream()
                    .map(JsonMapper.shared()::readTree)
                    .map(Pair::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Pair of(JsonNode row) {
        return new Pair(
                row.path("prompt").asString(),
                row.path("weak_answer").asString(),
                row.path("weak_correct").asBoolean(),
                row.path("strong_answer").asString());
    }
}
