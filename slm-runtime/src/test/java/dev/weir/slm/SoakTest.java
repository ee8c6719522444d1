package dev.weir.slm;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.weir.slm.constraint.RandomSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.exc.JsonNodeException;

/**
 * Requests of every kind at once: some are cancelled, some too late, some constrained. Says at its end how they ended.
 * {@code -Dweir.soak=20000} is how many there are; then it also prints how much memory the process has on the way.
 */
class SoakTest {

    private static final int REQUESTS = Integer.getInteger("weir.soak", 400);
    private static final int AT_ONCE = 32;
    private static final long CACHE_BYTES = 1 << 18;
    private static final List<String> CHOICES = List.of("accept", "decline", "ask again");

    private final Random random = new Random(20261122);
    private final SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Integer> ends = new TreeMap<>();

    static List<ModelFolder> models() {
        return BatchingTest.layouts().toList();
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyRequestEndsOnceAndNothingIsLeft(ModelFolder folder) throws IOException {
        SlmLimits limits =
                SlmLimits.USUAL.withRows(8).withCacheBytes(CACHE_BYTES).withPrefixCacheBytes(CACHE_BYTES);
        SlmEngine engine = BatchingTest.load(folder, limits);
        try (engine) {
            Deque<Sent> running = new ArrayDeque<>();
            for (int i = 0; i < REQUESTS; i++) {
                running.add(send(engine));
                if (running.size() == AT_ONCE) {
                    judge(running.remove());
                }
                if (i % 1000 == 0) {
                    System.out.println("soak " + folder + ": " + i + " requests, " + memory());
                }
            }
            running.forEach(this::judge);

            assertThat(engine.stats().waiting()).isZero();
            assertThat(engine.stats().cacheBytes()).isLessThanOrEqualTo(CACHE_BYTES);
            assertThat(engine.stats().prefixCacheBytes()).isLessThanOrEqualTo(CACHE_BYTES);
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName()
                        .startsWith("slm-" + engine.description().name()));
        System.out.println("soak " + folder + ": " + ends + ", " + engine.stats() + ", " + memory());
        assertThat(ends).containsKeys("finished", "valid JSON", "Cancelled");
        assertThat(ends.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(REQUESTS);
    }

    private Sent send(SlmEngine engine) {
        @Nullable RandomSchema schema = random.nextInt(4) == 0 ? new RandomSchema(random) : null;
        RunningGeneration[] running = new RunningGeneration[1];
        int cancelAt = random.nextInt(5) == 0 ? random.nextInt(20) : -1;
        RecordingListener listener = new RecordingListener(token -> {
            if (token == cancelAt && running[0] != null) {
                running[0].cancel();
            }
        });
        GenerationRequest.Builder request = GenerationRequest.continuing(prompt())
                .maxTokens(1 + random.nextInt(80))
                .tenant("tenant " + random.nextInt(3))
                .topLogProbabilities(random.nextInt(3))
                .sampling(
                        random.nextBoolean()
                                ? Sampling.GREEDY
                                : new Sampling(1.2, 0.95, 50, random.nextLong()).withRepetitionPenalty(1.1));
        if (schema != null) {
            request.constraint(new Constraint.JsonSchema(schema.text()));
        } else if (random.nextInt(4) == 0) {
            request.constraint(new Constraint.Choices(CHOICES));
        }
        if (random.nextInt(10) == 0) {
            request.deadline(Instant.now().plus(Duration.ofMillis(random.nextInt(30))));
        }
        running[0] = engine.submit(request.build(), listener);
        if (cancelAt == 0) {
            running[0].cancel();
        }
        return new Sent(listener, schema);
    }

    /** One of few beginnings, so that some are shared, and an end of its own. */
    private List<Integer> prompt() {
        int shared = random.nextInt(3);
        int length = 1 + random.nextInt(150);
        return IntStream.range(0, length)
                .mapToObj(i -> 4 + (i < 60 ? (shared * 37 + i * 5) % 120 : random.nextInt(120)))
                .toList();
    }

    private void judge(Sent sent) {
        String end;
        try {
            Generation generation = sent.listener.generation();
            boolean whole = generation.finish() == Generation.Finish.STOP;
            end = sent.schema != null && whole ? judged(sent.schema.text(), generation.text()) : "finished";
        } catch (SlmException.Broken e) {
            throw e;
        } catch (SlmException e) {
            end = e.getClass().getSimpleName();
        }
        assertThat(sent.listener.ends()).hasSize(1);
        ends.merge(end, 1, Integer::sum);
    }

    private String judged(String schema, String text) {
        List<?> errors;
        try {
            errors = schemas.getSchema(schema).validate(text, InputFormat.JSON);
        } catch (JsonNodeException e) {
            // The validator reads a number of more than 64 bits as a long.
            return "JSON with a number that the judge cannot read";
        }
        assertThat(errors).as("%s by %s", text, schema).isEmpty();
        return "valid JSON";
    }

    private static String memory() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                ? Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmRSS"))
                        .findFirst()
                        .orElse("")
                : "memory unknown";
    }

    private record Sent(
            RecordingListener listener, @Nullable RandomSchema schema) {}
}
