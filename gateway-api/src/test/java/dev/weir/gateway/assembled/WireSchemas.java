package dev.weir.gateway.assembled;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Checks answers against the shapes that clients rely on; src/test/resources/wire has them. */
final class WireSchemas {

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Map<String, Schema> READ = new ConcurrentHashMap<>();

    private WireSchemas() {}

    /** Checks a response of the API: an error, or what its path answers with. */
    static void check(HttpResponse<String> response) {
        String path = response.uri().getPath();
        assertThat(response.headers().firstValue("x-request-id"))
                .as("x-request-id of " + path)
                .isPresent();
        boolean streamed =
                response.headers().firstValue("content-type").orElse("").startsWith("text/event-stream");
        if (response.statusCode() >= 400) {
            check("error", response.body());
        } else if (streamed) {
            checkStream(response.body(), path.contains("/chat/") ? "chat-completion-chunk" : "text-completion");
        } else if (path.endsWith("/chat/completions")) {
            check("chat-completion", response.body());
        } else if (path.endsWith("/completions")) {
            check("text-completion", response.body());
        } else if (path.endsWith("/models")) {
            check("model-list", response.body());
        } else if (path.contains("/models/")) {
            check("model", response.body());
        }
    }

    private static void checkStream(String body, String shape) {
        assertThat(body).endsWith("\n\n");
        List<String> events = List.of(body.split("\n\n", -1));
        // The last event has an end as well, and nothing comes after it.
        for (String event : events.subList(0, events.size() - 1)) {
            assertThat(event).startsWith("data: ").doesNotContain("\n");
            String data = event.substring("data: ".length());
            if (data.startsWith("{\"error\"")) {
                check("error", data);
            } else if (!data.equals("[DONE]")) {
                check(shape, data);
            }
        }
        String last = events.get(events.size() - 2);
        boolean failed = last.startsWith("data: {\"error\"");
        assertThat(last.equals("data: [DONE]"))
                .as("the end marker comes unless the answer broke off: %s", body)
                .isNotEqualTo(failed);
    }

    static void check(String shape, String json) {
        assertThat(READ.computeIfAbsent(shape, WireSchemas::read).validate(json, InputFormat.JSON))
                .as("%s: %s", shape, json)
                .isEmpty();
    }

    private static Schema read(String shape) {
        try (InputStream file = WireSchemas.class.getResourceAsStream("/wire/" + shape + ".json")) {
            byte[] bytes = Objects.requireNonNull(file, shape).readAllBytes();
            return REGISTRY.getSchema(new String(bytes, StandardCharsets.UTF_8), InputFormat.JSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
