package dev.weir.escalation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.EscalationException.Interrupted;
import dev.weir.escalation.EscalationException.Refused;
import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.EscalationException.Unavailable.Reason;
import dev.weir.escalation.testing.ProviderScript;
import dev.weir.escalation.testing.ReceivedRequest;
import dev.weir.escalation.testing.TestingProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What every hosted model promises its callers, in its provider's own wire format. One subclass per provider. */
public abstract class HostedModelContract {

    protected static final String KEY = "sk-planted-secret-0123456789";
    protected static final HostedRequest REQUEST = request("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");

    protected final TestingProvider provider = TestingProvider.start();

    protected abstract HostedModel model();

    /** A whole answer with this text. */
    protected abstract ProviderScript answering(String text);

    /** A whole stream of two pieces of text, which pauses between them for the gate. */
    protected abstract ProviderScript streaming(String first, CompletableFuture<?> gate, String second);

    /** A stream that breaks off after a piece of text. */
    protected abstract ProviderScript breaking(String first);

    /** An error in the provider's own form. */
    protected abstract ProviderScript failing(int status);

    protected static HostedRequest request(String json) {
        return new HostedRequest("req-1", (ObjectNode) JsonMapper.shared().readTree(json));
    }

    protected static String textOf(HostedEvent event) {
        return event instanceof HostedEvent.Chunk(ObjectNode json)
                ? json.path("choices").path(0).path("delta").path("content").asString("")
                : "";
    }

    @AfterEach
    void closeProvider() {
        provider.close();
    }

    @Test
    void answersOnce() {
        provider.answers(answering("forty-two"));

        HostedReply reply = model().answer(REQUEST).blockOptional().orElseThrow();

        assertThat(reply.completion().at("/choices/0/message/content").asString())
                .isEqualTo("forty-two");
    }

    @Test
    void sendsNothingUntilSubscribed() {
        var _ = model().answer(REQUEST);
        var _ = model().stream(REQUEST);

        assertThat(provider.requests()).isEmpty();
    }

    @Test
    void streamsPiecesAsTheyComeAndFinishesOnce() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        provider.answers(streaming("forty", gate, "-two"));

        StepVerifier.create(model().stream(REQUEST)
                        .filter(event -> !textOf(event).isEmpty() || event instanceof HostedEvent.Finished))
                .assertNext(event -> assertThat(textOf(event)).isEqualTo("forty"))
                .then(() -> gate.complete(null))
                .assertNext(event -> assertThat(textOf(event)).isEqualTo("-two"))
                .assertNext(event -> assertThat(event).isInstanceOf(HostedEvent.Finished.class))
                .verifyComplete();
    }

    @Test
    void neverFinishesABrokenStream() {
        provider.answers(breaking("forty"));

        StepVerifier.create(model().stream(REQUEST))
                .recordWith(ArrayList::new)
                .thenConsumeWhile(_ -> true)
                .consumeRecordedWith(events ->
                        assertThat(events).isNotEmpty().noneMatch(event -> event instanceof HostedEvent.Finished))
                .verifyError(Interrupted.class);
    }

    @Test
    void closesTheConnectionWhenCancelledBeforeTheFirstByte() throws Exception {
        provider.answers(ProviderScript.silence());

        for (var call : List.of(model().answer(REQUEST).flux(), model().stream(REQUEST))) {
            Disposable subscription = call.subscribe();
            ReceivedRequest request = provider.takeRequest();
            subscription.dispose();

            request.clientLeft().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void closesTheConnectionWhenCancelledMidStream() throws Exception {
        provider.answers(streaming("forty", new CompletableFuture<>(), "-two"));

        StepVerifier.create(
                        model().stream(REQUEST).filter(event -> !textOf(event).isEmpty()))
                .expectNextCount(1)
                .thenCancel()
                .verify();

        provider.takeRequest().clientLeft().get(10, TimeUnit.SECONDS);
    }

    @Test
    void tellsARefusedRequestFromAnUnavailableProvider() {
        provider.answers(failing(400), failing(503));

        StepVerifier.create(model().answer(REQUEST)).verifyError(Refused.class);
        StepVerifier.create(model().stream(REQUEST))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                Unavailable.class,
                                unavailable -> assertThat(unavailable.reason()).isEqualTo(Reason.FAILING)));
    }

    @Test
    void showsTheKeyToNobodyButTheProvider() {
        provider.answers(failing(401));

        StepVerifier.create(model().answer(REQUEST)).verifyErrorSatisfies(failure -> {
            assertThat(failure)
                    .isInstanceOfSatisfying(
                            Unavailable.class,
                            unavailable -> assertThat(unavailable.reason()).isEqualTo(Reason.KEY_REJECTED));
            assertThat(failure).hasStackTraceContaining("unavailable");
            assertThat(Throwables.getStackTrace(failure)).doesNotContain(KEY);
        });
        assertThat(provider.takeRequest().headers().toString()).contains(KEY);
    }
}
