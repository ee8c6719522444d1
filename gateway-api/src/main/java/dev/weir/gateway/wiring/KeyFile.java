package dev.weir.gateway.wiring;

import dev.weir.gateway.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys in a file, one a line, such as a mounted secret. While it is asked it is read again every two seconds, off
 * the asking thread; what was read last counts when it cannot be read, or holds nothing.
 */
final class KeyFile implements Supplier<List<String>> {

    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
    private static final Duration GLANCE = Duration.ofSeconds(2);

    private final Path file;
    private final InstantSource clock;
    private final Executor reader;
    private final AtomicReference<Instant> lastRead;
    private volatile List<String> keys;

    private KeyFile(Path file, List<String> keys, InstantSource clock, Executor reader) {
        this.file = file;
        this.keys = keys;
        this.clock = clock;
        this.reader = reader;
        this.lastRead = new AtomicReference<>(clock.instant());
    }

    /** Reads the file; what is missing stops the start. */
    static KeyFile open(Path file, InstantSource clock, Executor reader) {
        try {
            List<String> keys = read(file);
            if (!keys.isEmpty()) {
                return new KeyFile(file, keys, clock, reader);
            }
        } catch (IOException _) {
            throw new ConfigurationException("The file of API keys " + file + " cannot be read.");
        }
        throw new ConfigurationException("The file of API keys " + file + " holds none.");
    }

    private static List<String> read(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    @Override
    public List<String> get() {
        Instant now = clock.instant();
        Instant last = lastRead.get();
        if (!last.plus(GLANCE).isAfter(now) && lastRead.compareAndSet(last, now)) {
            reader.execute(this::readAgain);
        }
        return keys;
    }

    private void readAgain() {
        try {
            List<String> found = read(file);
            if (!found.isEmpty() && !found.equals(keys)) {
                keys = found;
                LOG.info("The file of API keys {} has changed: it holds {} now.", file, found.size());
            }
        } catch (IOException failure) {
            LOG.warn(
                    "The file of API keys {} cannot be read, so those that were read last stay: {}",
                    file,
                    failure.getClass().getSimpleName());
        }
    }
}
