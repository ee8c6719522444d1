package dev.weir.gateway.evaluation;

import dev.weir.gateway.certification.Digests;
import dev.weir.gateway.dossier.Sha256;
import dev.weir.gateway.routing.Message;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model answered before, one line for each request in a file that only grows, so that a run that was broken off
 * goes on where it was. A file belongs to one model, tokenizer and template. One thread at a time.
 */
final class TrialCache implements AutoCloseable {

    private static final int DIGITS = 16;

    private final JsonMapper json = new JsonMapper();
    private final Map<String, JsonNode> known = new HashMap<>();
    private final BufferedWriter file;

    private TrialCache(BufferedWriter file) {
        this.file = file;
    }

    static TrialCache open(Path dataDirectory, Digests digests) {
        String key = Sha256.of(digests.model() + "\n" + digests.tokenizer() + "\n" + digests.template());
        Path path = dataDirectory.resolve("evaluations").resolve(key.substring(0, DIGITS) + ".jsonl");
        try {
            Files.createDirectories(path.getParent());
            List<String> before = Files.exists(path) ? Files.readAllLines(path, StandardCharsets.UTF_8) : List.of();
            TrialCache cache = new TrialCache(Files.newBufferedWriter(
                    path, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
            before.forEach(cache::remember);
            return cache;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + path, e);
        }
    }

    @Nullable
    JsonNode find(List<Message> messages) {
        return known.get(keyOf(messages));
    }

    /** Writes through at once: a run that ends here has lost nothing. */
    void add(List<Message> messages, ObjectNode trial) {
        trial.put("key", keyOf(messages));
        try {
            file.write(trial.toString());
            file.newLine();
            file.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write what was answered", e);
        }
        known.put(keyOf(messages), trial);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void remember(String line) {
        try {
            JsonNode trial = json.readTree(line);
            known.put(trial.path("key").asString(""), trial);
        } catch (JacksonException _) {
            // The last line of a run that was broken off may be half a line.
        }
    }

    private String keyOf(List<Message> messages) {
        return Sha256.of(json.writeValueAsString(messages));
    }
}
