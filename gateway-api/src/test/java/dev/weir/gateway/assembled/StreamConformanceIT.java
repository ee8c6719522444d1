package dev.weir.gateway.assembled;

import static dev.weir.gateway.assembled.BothTiers.GENERATOR;
import static dev.weir.gateway.assembled.BothTiers.HOSTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.testing.ReceivedRequest;
import dev.weir.gateway.assembled.BothTiers.Way;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The cases of {@link ConformanceIT} that are about streams, for both tiers. */
class StreamConformanceIT {

    private final BothTiers tiers = BothTiers.running();

    @ParameterizedTest
    @ValueSource(strings = {GENERATOR, HOSTED})
    @DisplayName("6 the role comes once, and first")
    void tellsTheRoleOnce(String model) {
        List<JsonNode> said = BothTiers.said(tiers.send(new Way(model, true).request()), 0);

        assertThat(said.getFirst().path("delta").path("role").asString("")).isEqualTo("assistant");
        assertThat(said.subList(1, said.size()))
                .noneMatch(part -> part.path("delta").has("role"));
    }

    @ParameterizedTest
    @ValueSource(strings = {GENERATOR, HOSTED})
    @DisplayName("7 finish, usage, the end marker, and nothing after it")
    void endsInOrder(String model) {
        ObjectNode request = new Way(model, true).request();
        request.putObject("stream_options").put("include_usage", true);

        HttpResponse<String> response = tiers.send(request);

        List<JsonNode> chunks = BothTiers.objects(response);
        JsonNode finish = chunks.get(chunks.size() - 2);
        JsonNode usage = chunks.getLast();
        assertThat(finish.at("/choices/0/finish_reason").isString()).isTrue();
        assertThat(usage.path("choices").isEmpty()).isTrue();
        assertThat(usage.at("/usage/total_tokens").intValue()).isPositive();
        assertThat(chunks.subList(0, chunks.size() - 1))
                .allMatch(chunk -> chunk.has("usage") && !chunk.hasNonNull("usage"));
        assertThat(response.body()).endsWith("\n\ndata: [DONE]\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {GENERATOR, HOSTED})
    @DisplayName("8 no usage key where nobody asked for it")
    void tellsNoUsageUnasked(String model) {
        HttpResponse<String> response = tiers.send(new Way(model, true).request());

        assertThat(BothTiers.objects(response)).noneMatch(chunk -> chunk.has("usage"));
    }

    @ParameterizedTest
    @ValueSource(strings = {GENERATOR, HOSTED})
    @DisplayName("9 id and creation time are the same on every chunk")
    void keepsIdAndTime(String model) {
        List<JsonNode> chunks = BothTiers.objects(tiers.send(new Way(model, true).request()));

        assertThat(chunks)
                .extracting(chunk -> chunk.path("id").asString(""))
                .containsOnly(chunks.getFirst().path("id").asString(""));
        assertThat(chunks)
                .extracting(chunk -> chunk.path("created").asLong())
                .containsOnly(chunks.getFirst().path("created").asLong());
    }

    @Test
    @DisplayName("10 a stream that breaks off ends in an error, without the end marker")
    void endsABrokenStreamInAnError() {
        tiers.answersNext(exchange -> {
            exchange.head(200, "content-type: text/event-stream");
            exchange.event(Provider.role());
            exchange.event(Provider.text("Shall I "));
            exchange.cut();
        });

        HttpResponse<String> response = tiers.send(new Way(HOSTED, true).request());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(BothTiers.objects(response)
                        .getLast()
                        .path("error")
                        .path("code")
                        .asString(""))
                .isEqualTo("hosted_unavailable");
        assertThat(response.body()).doesNotContain("[DONE]");
    }

    @Test
    @DisplayName("11 a caller who leaves ends the provider's work")
    void endsTheProvidersWork() throws IOException, InterruptedException {
        tiers.provider().takeAll();
        tiers.answersNext(exchange -> {
            exchange.head(200, "content-type: text/event-stream");
            exchange.event(Provider.role());
            exchange.untilClientLeaves();
        });

        leave(new Way(HOSTED, true).request());

        ReceivedRequest asked = tiers.provider().takeRequest();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(asked.clientLeft()::isDone);
    }

    @Test
    @DisplayName("11 a caller who leaves ends the local generation")
    void endsTheLocalGeneration() throws IOException, InterruptedException {
        ObjectNode request = new Way(GENERATOR, true).request().put("n", 128);
        request.remove("max_tokens");

        leave(request);

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> tiers.weir()
                        .manage("/actuator/prometheus")
                        .lines()
                        .filter(line -> line.startsWith("weir_requests_seconds_count{"))
                        .anyMatch(line ->
                                line.contains("end=\"cancelled\"") && line.contains("route=\"" + GENERATOR + "\"")));
    }

    /** Asks, and closes the connection after the first bytes. */
    private void leave(ObjectNode request) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                tiers.weir().http().send(tiers.weir().chat(request.toString()), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            assertThat(body.read()).isEqualTo('d');
        }
    }
}
