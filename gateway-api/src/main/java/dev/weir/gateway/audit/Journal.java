package dev.weir.gateway.audit;

import dev.weir.gateway.certification.Digests;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one route has learnt, one JSON object a line, so that a restart forgets nothing. The first line says what it holds
 * for; a journal that holds for something else is set aside. A crash can lose the last lines, which only makes the
 * evidence smaller. Callers hold one lock around writing and what they write of.
 */
final class Journal implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final int MOST_LINES = 500_000;
    private static final int LINES_TO_A_FLUSH = 64;

    private final Path file;
    private final Map<String, Object> header;
    private @Nullable BufferedWriter writer;
    private int lines;

    private Journal(Path file, Map<String, Object> header) {
        this.file = file;
        this.header = header;
    }

    /** The folder is created when the first line is written. */
    static Journal of(RouteAudits.Setting setting) {
        String route = setting.route().value();
        Digests digests = setting.digests();
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("route", route);
        header.put("error_target", setting.promise().errorTarget());
        header.put("certainty", setting.promise().certainty());
        header.put("reference", setting.promise().reference().name().toLowerCase(Locale.ROOT));
        header.put("audit_rate", setting.rules().auditRate());
        header.put("model", digests.model());
        header.put("tokenizer", digests.tokenizer());
        header.put("template", digests.template());
        header.put("calibrator", digests.calibrator());
        String name = route.replaceAll("[^A-Za-z0-9._-]", "_");
        return new Journal(setting.folder().resolve(name + ".jsonl"), header);
    }

    /** Reads what is there and holds, in order. */
    Kept read() {
        if (!Files.exists(file)) {
            return new Kept(List.of(), List.of());
        }
        List<JsonNode> all = new ArrayList<>();
        try (Stream<String> text = Files.lines(file)) {
            for (String line : (Iterable<String>) text::iterator) {
                all.add(MAPPER.readTree(line));
            }
        } catch (JacksonException _) {
            LOG.warn("The journal {} ends in the middle of a line; what follows it is not read.", file);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("The journal {} cannot be read, so its route begins without evidence.", file, e);
            return new Kept(List.of(), List.of());
        }
        List<String> changed = all.isEmpty() ? List.of() : changedIn(all.getFirst());
        if (!changed.isEmpty()) {
            setAside(".void");
            return new Kept(List.of(), changed);
        }
        lines = all.size();
        return new Kept(all.isEmpty() ? List.of() : all.subList(1, all.size()), List.of());
    }

    private List<String> changedIn(JsonNode first) {
        return header.entrySet().stream()
                .filter(entry -> !MAPPER.valueToTree(entry.getValue()).equals(first.path(entry.getKey())))
                .map(entry -> entry.getKey().replace('_', '-'))
                .toList();
    }

    /** Writes one line. A disk that is full stops the writing, not the requests. */
    void write(Map<String, Object> line) {
        try {
            BufferedWriter open = opened();
            open.write(MAPPER.writeValueAsString(line));
            open.newLine();
            if (++lines % LINES_TO_A_FLUSH == 0) {
                open.flush();
            }
        } catch (IOException e) {
            LOG.warn("The journal {} cannot be written, so a restart will forget what is learnt now.", file, e);
        }
    }

    boolean isLong() {
        return lines > MOST_LINES;
    }

    /** Begins anew; the old journal stays beside it until the next time. */
    void rotate() {
        close();
        setAside(".old");
        lines = 0;
    }

    @Override
    public void close() {
        try {
            if (writer != null) {
                writer.close();
            }
        } catch (IOException e) {
            LOG.warn("The journal {} did not close", file, e);
        }
        writer = null;
    }

    private BufferedWriter opened() throws IOException {
        if (writer == null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            boolean fresh = !Files.exists(file) || Files.size(file) == 0;
            writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            if (fresh) {
                writer.write(MAPPER.writeValueAsString(header));
                writer.newLine();
            }
        }
        return writer;
    }

    private void setAside(String suffix) {
        try {
            Files.move(file, file.resolveSibling(file.getFileName() + suffix), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("The journal {} cannot be set aside", file, e);
        }
    }

    /**
     * What a journal held.
     *
     * @param changed what has changed since, in words, so that nothing of it holds any more
     */
    record Kept(List<JsonNode> lines, List<String> changed) {

        Kept {
            lines = List.copyOf(lines);
            changed = List.copyOf(changed);
        }
    }
}
