package dev.weir.gateway.assembled;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.testing.ProviderScript;
import dev.weir.escalation.testing.ReceivedRequest;
import dev.weir.escalation.testing.TestingProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A provider's bad day, as the caller of the running jar sees it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProviderTroubleIT {

    private static final String SONNET =
            "{\"model\":\"intents\",\"messages\":[{\"role\":\"user\",\"content\":\"write me a sonnet about the"
                    + " sea\"}]}";
    private static final String STREAMED = SONNET.replace("{\"model\"", "{\"stream\":true,\"model\"");
    private static final String HOSTED = SONNET.replace("\"intents\"", "\"hosted/gpt-4o-mini\"");

    private final TestingProvider provider = TestingProvider.start();
    private final TestingProvider first = TestingProvider.start();
    private final TestingProvider second = TestingProvider.start();
    private final TestingWeir weir = TestingWeir.serve(
            Provider.environment(provider),
            "--weir.providers.first.base-url=" + first.baseUrl(),
            "--weir.providers.first.max-attempts=2",
            "--weir.providers.second.base-url=" + second.baseUrl(),
            "--weir.routes.ordered.hosted=first/m, second/m");

    @AfterAll
    void close() {
        weir.close();
        provider.close();
        first.close();
        second.close();
    }

    @Test
    void asksAgainAfterALimitThatPasses() {
        provider.answers(ProviderScript.json(429, "{}", "retry-after-ms: 1"), Provider.whole());

        HttpResponse<String> response = weir.send(weir.chat(SONNET));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains(Provider.SONNET);
    }

    @Test
    void asksTheProviderThatIsWellFirst() {
        String ordered = SONNET.replace("\"intents\"", "\"ordered\"");
        first.answers(ProviderScript.json(500, "{}"));
        second.answers(Provider.whole());

        HttpResponse<String> unlucky = weir.send(weir.chat(ordered));
        HttpResponse<String> lucky = weir.send(weir.chat(ordered));

        assertThat(unlucky.statusCode()).isEqualTo(200);
        assertThat(lucky.statusCode()).isEqualTo(200);
        assertThat(first.requests()).hasSize(2);
        assertThat(second.requests()).hasSize(2);
    }

    @Test
    void tellsWhatTheProviderFoundWrongInOurOwnWords() {
        provider.answers(ProviderScript.json(
                400, "{\"error\":{\"message\":\"their words\",\"param\":\"messages\",\"code\":\"too_blue\"}}"));

        HttpResponse<String> refused = weir.send(weir.chat(SONNET));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
                .contains("\"param\":\"messages\"", "\"code\":\"too_blue\"")
                .doesNotContain("their words");
    }

    @Test
    void keepsTheDraftWhenTheProviderAnswersNonsense() {
        ProviderScript nonsense = exchange -> exchange.whole(200, "text/html", "<html>", "retry-after-ms: 1");
        provider.answers(nonsense, nonsense, nonsense);

        HttpResponse<String> kept = weir.send(weir.chat(SONNET));

        assertThat(kept.statusCode()).isEqualTo(200);
        assertThat(kept.headers().firstValue("x-weir-verdict")).contains("hosted_unavailable");
    }

    @Test
    void endsACutStreamWithAnErrorAndWithoutDone() {
        provider.answers(exchange -> {
            exchange.head(200, "content-type: text/event-stream");
            exchange.event(Provider.role());
            exchange.event(Provider.text("Shall I "));
            exchange.cut();
        });

        String body = weir.send(weir.chat(STREAMED)).body();

        assertThat(body).contains("Shall I ").contains("{\"error\":{").doesNotContain("[DONE]");
    }

    @Test
    void tellsTheUpstreamAtOnceThatItsCallerLeft() throws Exception {
        CompletableFuture<Void> never = new CompletableFuture<>();
        provider.answers(exchange -> {
            exchange.head(200, "content-type: text/event-stream");
            exchange.event(Provider.role());
            exchange.pause(never);
        });
        provider.takeAll();

        ReceivedRequest upstream;
        try (Socket caller = open(STREAMED)) {
            readUntil(caller, "assistant");
            upstream = provider.takeRequest();
        }

        upstream.clientLeft().get(30, TimeUnit.SECONDS);
    }

    @Test
    void tellsTheUpstreamOfACallerWhoLeavesBeforeTheFirstByte() throws Exception {
        provider.answers(ProviderScript.silence());
        provider.takeAll();

        ReceivedRequest upstream;
        try (Socket _ = open(HOSTED)) {
            upstream = provider.takeRequest();
        }

        upstream.clientLeft().get(30, TimeUnit.SECONDS);
    }

    @Test
    void answersByItsDeadlineWhenTheProviderNeverDoes() {
        provider.answers(ProviderScript.silence());

        HttpResponse<String> kept = weir.send(weir.chat(SONNET, "x-weir-deadline-ms", "300"));
        HttpResponse<String> failed = weir.send(weir.chat(HOSTED, "x-weir-deadline-ms", "300"));

        assertThat(kept.headers().firstValue("x-weir-verdict")).contains("deadline");
        assertThat(failed.statusCode()).isEqualTo(504);
        assertThat(failed.body()).contains("deadline_exceeded");
    }

    @Test
    void sendsNothingWhenTheCallerForbidsEgress() {
        int before = provider.requests().size();

        HttpResponse<String> response = weir.send(weir.chat(SONNET, "x-weir-egress", "deny"));

        assertThat(response.headers().firstValue("x-weir-verdict")).contains("egress_denied");
        assertThat(provider.requests()).hasSize(before);
    }

    private Socket open(String body) throws IOException {
        Socket socket = new Socket(weir.api().getHost(), weir.api().getPort());
        String head = "POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
                + "content-length: " + body.getBytes(UTF_8).length + "\r\n\r\n";
        socket.getOutputStream().write((head + body).getBytes(UTF_8));
        socket.getOutputStream().flush();
        return socket;
    }

    private static void readUntil(Socket socket, String word) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        String line = lines.readLine();
        while (line != null && !line.contains(word)) {
            line = lines.readLine();
        }
        assertThat(line).contains(word);
    }
}
