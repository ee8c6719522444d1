package dev.weir.escalation.langchain;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.weir.escalation.EscalationException;
import dev.weir.escalation.EscalationException.TimedOut;
import dev.weir.escalation.HostedEvent;
import dev.weir.escalation.HostedRequest;
import dev.weir.escalation.HostedUsage;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes OpenAI's chunks of what LangChain4j reads in one answer. For one subscriber, one event at a time. */
final class TranslatedStream implements StreamingChatResponseHandler {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final HostedRequest request;
    private final long created;
    private final List<HostedEvent> written = new ArrayList<>();
    private final Set<Integer> begunCalls = new TreeSet<>();
    private String model;
    private boolean begun;
    private long answerCharacters;
    private @Nullable String finishReason;
    private @Nullable ObjectNode nextCallsExtra;
    private @Nullable ChatResponse response;
    private @Nullable Throwable failure;

    TranslatedStream(HostedRequest request, String model, InstantSource clock) {
        this.request = request;
        this.model = model;
        this.created = clock.instant().getEpochSecond();
    }

    /** The provider says which model answers. */
    void answeredBy(String reportedModel) {
        model = reportedModel.isEmpty() ? model : reportedModel;
    }

    /** An end that LangChain4j has no word for, in OpenAI's. */
    void endedBecauseOf(String openAiReason) {
        finishReason = openAiReason;
    }

    /** What the caller has to send back along with the next call of a tool. */
    void nextCallHas(ObjectNode extra) {
        nextCallsExtra = extra;
    }

    @Override
    public void onPartialResponse(String text) {
        answerCharacters += text.length();
        write(NODES.objectNode().put("content", text));
    }

    @Override
    public void onPartialToolCall(PartialToolCall part) {
        beginCall(part.index(), part.id(), part.name());
        continueCall(part.index(), part.partialArguments());
    }

    @Override
    public void onCompleteToolCall(CompleteToolCall call) {
        ToolExecutionRequest asked = call.toolExecutionRequest();
        if (beginCall(call.index(), asked.id(), asked.name())) {
            continueCall(call.index(), asked.arguments());
        }
    }

    /** Whether the call is new. */
    private boolean beginCall(int index, @Nullable String id, String name) {
        if (!begunCalls.add(index)) {
            return false;
        }
        ObjectNode call = NODES.objectNode()
                .put("index", index)
                .put("id", id == null ? "call_" + request.requestId() + "_" + index : id)
                .put("type", "function");
        call.putObject("function").put("name", name).put("arguments", "");
        if (nextCallsExtra != null) {
            call.set("extra_content", nextCallsExtra);
            nextCallsExtra = null;
        }
        writeCall(call);
        return true;
    }

    private void continueCall(int index, String arguments) {
        answerCharacters += arguments.length();
        ObjectNode call = NODES.objectNode().put("index", index);
        call.putObject("function").put("arguments", arguments);
        writeCall(call);
    }

    private void writeCall(ObjectNode call) {
        ObjectNode delta = NODES.objectNode();
        delta.putArray("tool_calls").add(call);
        write(delta);
    }

    @Override
    public void onCompleteResponse(ChatResponse complete) {
        response = complete;
    }

    @Override
    public void onError(Throwable error) {
        failure = error;
    }

    /** What was written since the last time. */
    List<HostedEvent> take() {
        if (failure != null) {
            throw DialectAnswer.none(failure);
        }
        List<HostedEvent> taken = List.copyOf(written);
        written.clear();
        return taken;
    }

    /** The end of a whole answer; thrown otherwise. */
    List<HostedEvent> finish(Function<ChatResponseMetadata, Optional<HostedUsage>> count) {
        List<HostedEvent> last = new ArrayList<>(take());
        if (response == null) {
            throw DialectAnswer.noAnswer();
        }
        String reason = finishReason == null ? reason(response.metadata().finishReason()) : finishReason;
        last.add(new HostedEvent.Chunk(chunk(NODES.objectNode(), reason)));
        HostedUsage usage =
                count.apply(response.metadata()).orElseGet(() -> TokenEstimate.of(request.body(), answerCharacters));
        last.add(new HostedEvent.Finished(model, usage, usageChunk(usage)));
        return last;
    }

    private static String reason(@Nullable FinishReason reason) {
        return switch (reason) {
            case STOP -> "stop";
            case LENGTH -> "length";
            case TOOL_EXECUTION -> "tool_calls";
            case CONTENT_FILTER -> "content_filter";
            // Null where the stream was cut, OTHER where the provider's own work failed.
            case OTHER -> throw DialectAnswer.noAnswer();
            case null -> throw DialectAnswer.noAnswer();
        };
    }

    /** What an error means now: after the first chunk, that the answer broke off. */
    Throwable broken(Throwable cause) {
        return switch (cause) {
            case TimedOut late -> late;
            case EscalationException early when !begun -> early;
            default -> begun ? DialectAnswer.brokenOff(cause) : DialectAnswer.none(cause);
        };
    }

    private void write(ObjectNode delta) {
        written.add(new HostedEvent.Chunk(chunk(delta, null)));
    }

    private ObjectNode chunk(ObjectNode delta, @Nullable String reason) {
        if (!begun) {
            begun = true;
            delta.put("role", "assistant");
        }
        ObjectNode chunk = head();
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.putNull("logprobs").put("finish_reason", reason);
        return chunk;
    }

    private ObjectNode head() {
        return NODES.objectNode()
                .put("id", "chatcmpl-" + request.requestId())
                .put("object", "chat.completion.chunk")
                .put("created", created)
                .put("model", model);
    }

    private ObjectNode usageChunk(HostedUsage usage) {
        ObjectNode chunk = head();
        chunk.putArray("choices");
        ObjectNode counts = DialectAnswer.usage(usage);
        counts.putObject("prompt_tokens_details").put("cached_tokens", usage.cachedPromptTokens());
        return chunk.set("usage", counts);
    }
}
