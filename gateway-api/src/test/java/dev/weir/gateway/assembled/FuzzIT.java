package dev.weir.gateway.assembled;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Whatever a caller sends, the answer is a well-formed 2xx or 4xx, and the heap does not grow. A few hundred requests here;
 * {@code -Dweir.fuzz.requests=20000} sends so many, {@code -Dweir.fuzz.seed} others.
 */
class FuzzIT {

    private static final int REQUESTS = Integer.getInteger("weir.fuzz.requests", 800);
    private static final long SEED = Long.getLong("weir.fuzz.seed", 1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long ROOM_TO_GROW = 64L << 20;
    private static final Pattern USED = Pattern.compile("(?m)^jvm_memory_used_bytes\\{area=\"heap\"[^}]*} ([0-9.E]+)$");

    @Test
    void answersWhateverComes() throws IOException, InterruptedException {
        Mutations mutations = new Mutations(SEED);
        Map<Integer, Integer> statuses = new TreeMap<>();
        try (TestingWeir weir =
                TestingWeir.serve(Map.of(), "--local-model", "../slm-runtime/src/test/resources/models/tiny-llama")) {
            long before = 0;
            for (int i = 0; i < REQUESTS; i++) {
                String body = mutations.next();
                HttpResponse<String> response = weir.http().send(request(weir, body), BodyHandlers.ofString());
                statuses.merge(response.statusCode(), 1, Integer::sum);
                check(response, body, i);
                if (i == REQUESTS / 4) {
                    before = heap(weir);
                }
            }
            assertThat(heap(weir)).as("live heap at the end").isLessThan(before + ROOM_TO_GROW);
            assertThat(weir.log())
                    .noneMatch(line -> line.contains(" ERROR ") || line.strip().startsWith("at "));
        }
        System.out.println("Fuzz with seed " + SEED + ": " + REQUESTS + " requests, by status " + statuses);
        assertThat(statuses).containsKeys(200, 400, 404);
    }

    private static HttpRequest request(TestingWeir weir, String body) {
        return HttpRequest.newBuilder(weir.api().resolve("/v1/chat/completions"))
                .timeout(PATIENCE)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.UTF_8)))
                .build();
    }

    private static void check(HttpResponse<String> response, String body, int index) {
        String shown = body.length() > 2000 ? body.substring(0, 2000) + "..." : body;
        assertThat(response.statusCode())
                .as("request %d: %s answered %s", index, shown, response.body())
                .isBetween(200, 499);
        WireSchemas.check(response);
        assertThat(response.body()).doesNotContain("Exception").doesNotContain("\tat ");
    }

    /** What is still in use after the garbage has gone. */
    private static long heap(TestingWeir weir) {
        weir.collectGarbage();
        return USED.matcher(weir.manage("/actuator/prometheus"))
                .results()
                .mapToLong(pool -> (long) Double.parseDouble(pool.group(1)))
                .sum();
    }
}
