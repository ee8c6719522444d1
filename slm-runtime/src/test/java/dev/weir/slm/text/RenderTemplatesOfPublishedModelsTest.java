package dev.weir.slm.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.slm.text.GoldenFile.Conversation;
import dev.weir.slm.text.GoldenFile.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Renders templates that belong to others. They are no part of this project, so they are read from a folder beside it
 * and compared with digests; without the folder the test says so and is skipped.
 */
class RenderTemplatesOfPublishedModelsTest {

    private static final Map<String, Map<String, Digest>> GOLDEN =
            GoldenFile.read("published.json", new TypeReference<>() {});

    private record Digest(@Nullable String kind, @Nullable String sha256, int bytes, boolean fails) {

        static Digest of(Outcome outcome) throws NoSuchAlgorithmException {
            String text = outcome.text() == null ? outcome.refusal() : outcome.text();
            if (text == null) {
                return new Digest(null, null, 0, outcome.fails());
            }
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            String digest = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            return new Digest(outcome.text() == null ? "refusal" : "text", digest, bytes.length, false);
        }
    }

    static Stream<String> templates() {
        return GoldenFile.namesOf(GOLDEN).stream();
    }

    @ParameterizedTest
    @MethodSource("templates")
    void givesTheTextThatJinjaGives(String template) throws IOException, NoSuchAlgorithmException {
        Path file = shared().resolve(template);
        boolean isThere = Files.isReadable(file);
        if (!isThere) {
            System.err.println("NOT TESTED: the published chat template " + file + " is absent");
        }
        assumeTrue(isThere);
        String source = source(file);

        for (Conversation conversation : GoldenFile.conversations()) {
            Outcome outcome = GoldenFile.outcome(source, conversation.input());

            assertThat(Digest.of(outcome))
                    .as("%s: %s gave %s", template, conversation.name(), outcome)
                    .isEqualTo(Objects.requireNonNull(GOLDEN.get(template)).get(conversation.name()));
        }
    }

    private static String source(Path file) throws IOException {
        String text = Files.readString(file);
        return file.toString().endsWith(".json")
                ? JsonMapper.builder()
                        .build()
                        .readTree(text)
                        .get("chat_template")
                        .stringValue()
                : text;
    }

    private static Path shared() {
        String given = System.getProperty("weir.shared");
        if (given != null) {
            return Path.of(given);
        }
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve(".mvn"))) {
            folder = folder.getParent();
        }
        return Objects.requireNonNull(folder, "the project's root").resolveSibling("shared");
    }
}
