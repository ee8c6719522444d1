package dev.weir.escalation.langchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.escalation.EscalationException.Interrupted;
import dev.weir.escalation.EscalationException.TimedOut;
import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.HostedEvent;
import dev.weir.escalation.HostedRequest;
import dev.weir.escalation.HostedUsage;
import dev.weir.escalation.http.ServerSentEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class DialectStreamTest {

    private final DialectStream stream = stream(1);

    private static DialectStream stream(int n) {
        ObjectNode body = JsonMapper.shared().createObjectNode().put("n", n);
        return new DialectStream(new HostedRequest("req-1", body), "m", () -> Instant.ofEpochSecond(99), _ -> {});
    }

    private List<String> read(String json) {
        return stream.read(new ServerSentEvent("", json)).stream()
                .map(event -> ((HostedEvent.Chunk) event).json().toString())
                .toList();
    }

    private HostedEvent.Finished finish() {
        return stream.finish(_ -> null);
    }

    @Test
    void givesEveryChunkTheFirstIdAndTimeAndTheRoleOnce() {
        assertThat(
                        read(
                                "{\"id\":\"a\",\"created\":1,\"model\":\"m-1\",\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}"))
                .containsExactly("""
                    {"id":"a","created":1,"model":"m-1","choices":[{"delta":{"content":"","role":"assistant"},\
                    "index":0,"finish_reason":null}],"object":"chat.completion.chunk"}\
                    """);
        assertThat(
                        read(
                                "{\"id\":\"b\",\"created\":2,\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"x\"}}]}"))
                .containsExactly("""
                    {"id":"a","created":1,"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":null}],\
                    "object":"chat.completion.chunk","model":"m-1"}\
                    """);
    }

    @Test
    void inventsAnIdAndATimeWhereTheProviderSendsNone() {
        assertThat(read("{\"choices\":[{\"finish_reason\":\"stop\"}]}")).containsExactly("""
            {"choices":[{"finish_reason":"stop","index":0,"delta":{"role":"assistant"}}],\
            "id":"chatcmpl-req-1","object":"chat.completion.chunk","model":"m","created":99}\
            """);
    }

    @Test
    void keepsUnknownFieldsLogprobsAndToolCalls() {
        assertThat(
                        read(
                                "{\"x\":[1.50],\"choices\":[{\"index\":0,\"logprobs\":{\"content\":[]},\"delta\":"
                                        + "{\"refusal\":\"r\",\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\"}}],\"y\":1}}]}"))
                .singleElement()
                .asString()
                .contains("\"x\":[1.50]", "\"logprobs\":{\"content\":[]}", "\"refusal\":\"r\"", "\"y\":1")
                .contains("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\"}}]");
    }

    @Test
    void dropsANullError() {
        assertThat(read("{\"error\":null,\"choices\":[{\"delta\":{}}]}"))
                .singleElement()
                .asString()
                .doesNotContain("error");
    }

    @Test
    void takesNoAnswerFromAnErrorWhateverElseItHolds() {
        String chunk = "{\"choices\":[{\"delta\":{\"content\":\"x\"}}]}";

        assertThatThrownBy(() -> stream.read(new ServerSentEvent("error", chunk)))
                .isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> read("{\"error\":{\"code\":500}," + chunk.substring(1)))
                .isInstanceOf(Unavailable.class);
    }

    @Test
    void partsUsageFromTheFinishItIsGluedTo() {
        assertThat(read("{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1}}"))
                .singleElement()
                .asString()
                .contains("\"finish_reason\":\"stop\"")
                .doesNotContain("usage");

        var shown = new ObjectNode[1];
        stream.finish(end -> {
            shown[0] = end;
            return null;
        });
        assertThat(shown[0]).hasToString("{\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":1}}");
    }

    @Test
    void passesOnNothingOfAChoiceThatHasFinished() {
        assertThat(read("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}"))
                .hasSize(1);

        assertThat(read("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"}}],\"usage\":{}}"))
                .isEmpty();
    }

    @Test
    void passesChunksWithoutChoicesBy() {
        assertThat(read("{\"choices\":[],\"prompt_filter_results\":[]}")).isEmpty();
        assertThat(read("{\"object\":\"ping\"}")).isEmpty();
    }

    @Test
    void estimatesFromWhatWasDelivered() {
        read("{\"choices\":[{\"delta\":{\"content\":\"12345678\",\"role\":\"assistant\"}}]}");
        read("{\"choices\":[{\"delta\":{\"content\":\"9\"},\"finish_reason\":\"stop\"}]}");

        assertThat(finish().usage()).isEqualTo(new HostedUsage(0, 0, 3, false));
        assertThat(finish().usageChunk().path("usage").path("completion_tokens").asInt())
                .isEqualTo(3);
    }

    @Test
    void endsWithTheProvidersOwnUsageUnderTheAnswersId() {
        read("{\"id\":\"c9\",\"created\":7,\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3,\"extra\":4}}");

        assertThat(finish().usageChunk())
                .hasToString("{\"id\":\"c9\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"created\":7,"
                        + "\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,"
                        + "\"total_tokens\":3,\"extra\":4}}");
    }

    @Test
    void doesNotFinishBeforeEveryChoiceHas() {
        read("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"},{\"index\":1,\"delta\":{}}]}");
        read("[DONE]");

        assertThatThrownBy(this::finish).isInstanceOf(Unavailable.class);
    }

    @Test
    void missesAChoiceThatNeverCameUnlessTheProviderSaysThatAllIsDone() {
        var two = stream(2);
        two.read(new ServerSentEvent("", "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}"));

        assertThatThrownBy(() -> two.finish(_ -> null)).isInstanceOf(Unavailable.class);

        two.read(new ServerSentEvent("", "[DONE]"));
        assertThat(two.finish(_ -> null).reportedModel()).isEqualTo("m");
    }

    @Test
    void callsAnErrorAnInterruptionOnlyAfterTheFirstChunk() {
        var unavailable = new Unavailable(Unavailable.Reason.LIMITED, null, null);
        var late = new TimedOut(null);

        assertThat(stream.broken(unavailable)).isSameAs(unavailable);
        assertThat(stream.broken(new IOException())).isInstanceOf(Unavailable.class);
        read("{\"choices\":[{\"delta\":{}}]}");

        assertThat(stream.broken(unavailable)).isInstanceOf(Interrupted.class);
        assertThat(stream.broken(new IOException())).isInstanceOf(Interrupted.class);
        assertThat(stream.broken(late)).isSameAs(late);
    }
}
