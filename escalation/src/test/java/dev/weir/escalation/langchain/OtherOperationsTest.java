package dev.weir.escalation.langchain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.EscalationException.Interrupted;
import dev.weir.escalation.EscalationException.Refused;
import dev.weir.escalation.EscalationException.Unsupported;
import dev.weir.escalation.HostedEvent;
import dev.weir.escalation.HostedReply;
import dev.weir.escalation.HostedRequest;
import dev.weir.escalation.HostedUsage;
import dev.weir.escalation.Operation;
import dev.weir.escalation.testing.ProviderScript;
import dev.weir.escalation.testing.ReceivedRequest;
import dev.weir.escalation.testing.TestingProvider;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class OtherOperationsTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TEXT_CHUNK = """
            {"id":"c1","created":7,"model":"m-1","choices":[{"index":0,"text":"%s","finish_reason":%s}]}""";

    private final TestingProvider provider = TestingProvider.start();
    private final TestingDialect dialect = TestingDialect.at(provider, () -> "sk-1");

    @AfterEach
    void close() {
        dialect.close();
        provider.close();
    }

    @Test
    void sendsEmbeddingsToTheirOwnAddressAsTheyAreButForTheModel() {
        provider.answers(ProviderScript.json(200, """
                {"object":"list","model":"e-1","data":[{"object":"embedding","index":0,"embedding":"AACAPw=="}],
                 "usage":{"prompt_tokens":5,"total_tokens":5}}"""));

        HostedReply reply = answer(Operation.EMBEDDINGS, """
                {"model":"embeddings","input":["a"],"encoding_format":"base64"}""");

        ReceivedRequest received = provider.takeRequest();
        assertThat(received.line()).isEqualTo("POST /v1/embeddings HTTP/1.1");
        assertThat(received.header("authorization")).containsExactly("Bearer sk-1");
        assertThat(JSON.readTree(received.body())).isEqualTo(JSON.readTree("""
                {"model":"m","input":["a"],"encoding_format":"base64"}"""));
        assertThat(reply.completion().at("/data/0/embedding").asString()).isEqualTo("AACAPw==");
        assertThat(reply.usage()).isEqualTo(new HostedUsage(5, 0, 0, true));
        assertThat(reply.reportedModel()).isEqualTo("e-1");
    }

    @Test
    void countsADecisionAsTheProviderCountsIt() {
        provider.answers(ProviderScript.json(200, """
                {"model":"d-1","answers":[{"type":"predicate","name":null,"probability":0.75}],
                 "usage":{"input_tokens":40,"input_tokens_details":{"cache_write_tokens":0,"cached_tokens":32},
                 "output_tokens":2,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":42}}"""));

        HostedReply reply = answer(Operation.DECISIONS, "{\"input\":\"x\",\"questions\":[]}");

        assertThat(provider.takeRequest().line()).isEqualTo("POST /v1/decisions HTTP/1.1");
        assertThat(reply.usage()).isEqualTo(new HostedUsage(40, 32, 2, true));
    }

    @Test
    void estimatesWhatTheProviderDoesNotCount() {
        provider.answers(ProviderScript.json(200, "{\"choices\":[{\"text\":\"twelve chars\",\"index\":0}]}"));

        HostedReply reply = answer(Operation.COMPLETIONS, "{\"prompt\":\"eight ch\"}");

        assertThat(reply.usage()).isEqualTo(new HostedUsage(2, 0, 3, false));
    }

    @Test
    void takesAMissingAddressForAnOperationThatTheProviderDoesNotHave() {
        provider.answers(ProviderScript.json(404, "{}"), ProviderScript.json(405, "{}"));

        for (int i = 0; i < 2; i++) {
            StepVerifier.create(dialect.model().answer(request(Operation.DECISIONS, "{}")))
                    .verifyErrorSatisfies(failure -> assertThat(failure)
                            .isInstanceOfSatisfying(
                                    Unsupported.class,
                                    unsupported ->
                                            assertThat(unsupported.what()).isEqualTo("decisions")));
        }
    }

    @Test
    void passesOnWhatTheProviderRefuses() {
        provider.answers(ProviderScript.json(400, "{\"error\":{\"param\":\"input\",\"code\":\"bad\"}}"));

        StepVerifier.create(dialect.model().answer(request(Operation.EMBEDDINGS, "{}")))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                Refused.class,
                                refused -> assertThat(refused.param()).isEqualTo("input")));
    }

    @Test
    void streamsCompletionsInTheirOwnShape() {
        provider.answers(ProviderScript.events(
                TEXT_CHUNK.formatted("forty", "null"),
                TEXT_CHUNK.formatted("-two", "\"stop\""),
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}}",
                "[DONE]"));

        List<HostedEvent> events = dialect.model().stream(
                        request(Operation.COMPLETIONS, "{\"prompt\":\"x\",\"stream\":true}"))
                .collectList()
                .blockOptional()
                .orElseThrow();

        JsonNode sent = JSON.readTree(provider.takeRequest().body());
        assertThat(sent.at("/stream_options/include_usage").asBoolean()).isTrue();
        assertThat(events).hasSize(3);
        assertThat(((HostedEvent.Chunk) events.getFirst()).json()).isEqualTo(JSON.readTree("""
                {"id":"c1","object":"text_completion","created":7,"model":"m-1",
                 "choices":[{"index":0,"text":"forty","logprobs":null,"finish_reason":null}]}"""));
        assertThat(((HostedEvent.Finished) events.getLast()).usage()).isEqualTo(new HostedUsage(3, 0, 2, true));
    }

    @Test
    void takesNoHalfTextForWhole() {
        provider.answers(ProviderScript.events(TEXT_CHUNK.formatted("forty", "null"), "[DONE]"));

        StepVerifier.create(dialect.model().stream(request(Operation.COMPLETIONS, "{\"prompt\":\"x\"}")))
                .expectNextCount(1)
                .verifyError(Interrupted.class);
    }

    @Test
    void streamsNothingButText() {
        StepVerifier.create(dialect.model().stream(request(Operation.EMBEDDINGS, "{}")))
                .verifyError(Unsupported.class);
        assertThat(provider.requests()).isEmpty();
    }

    private HostedReply answer(Operation operation, String body) {
        return dialect.model().answer(request(operation, body)).blockOptional().orElseThrow();
    }

    private static HostedRequest request(Operation operation, String body) {
        return new HostedRequest("req-1", operation, (ObjectNode) JSON.readTree(body));
    }
}
