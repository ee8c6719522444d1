package dev.weir.escalation.bedrock;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the events of one answer of {@code ConverseStream}. For one thread at a time. */
final class ConverseReader implements ServerSentEventListener {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final StreamingChatResponseHandler handler;
    private final Map<Integer, Call> calls = new HashMap<>();
    private @Nullable FinishReason finishReason;
    private @Nullable ConverseUsage usage;

    /** A call that is being written: the blocks of an answer are numbered, and so are its calls. */
    private record Call(int index, String id, String name, StringBuilder arguments) {}

    ConverseReader(StreamingChatResponseHandler handler) {
        this.handler = handler;
    }

    @Override
    public void onEvent(ServerSentEvent event, ServerSentEventContext context) {
        JsonNode payload = JSON.readTree(event.data());
        int block = payload.path("contentBlockIndex").asInt(0);
        switch (String.valueOf(event.event())) {
            case "contentBlockStart" -> begin(block, payload.at("/start/toolUse"));
            case "contentBlockDelta" -> continueBlock(block, payload.path("delta"));
            case "contentBlockStop" -> end(block);
            case "messageStop" ->
                finishReason = reason(payload.path("stopReason").asString(""));
            case "metadata" -> usage = ConverseUsage.of(payload.path("usage"));
            default -> {
                // The beginning of the message says nothing, and what is new is not for us.
            }
        }
    }

    private void begin(int block, JsonNode toolUse) {
        if (toolUse.isObject()) {
            calls.put(
                    block,
                    new Call(
                            calls.size(),
                            toolUse.path("toolUseId").asString(""),
                            toolUse.path("name").asString(""),
                            new StringBuilder()));
        }
    }

    private void continueBlock(int block, JsonNode delta) {
        if (delta.path("text").isString() && !delta.path("text").stringValue().isEmpty()) {
            handler.onPartialResponse(delta.path("text").stringValue());
        }
        Call call = calls.get(block);
        String arguments = delta.path("toolUse").path("input").asString("");
        if (call != null && !arguments.isEmpty()) {
            call.arguments().append(arguments);
            handler.onPartialToolCall(PartialToolCall.builder()
                    .index(call.index())
                    .id(call.id())
                    .name(call.name())
                    .partialArguments(arguments)
                    .build());
        }
    }

    private void end(int block) {
        Call call = calls.get(block);
        if (call != null) {
            String arguments =
                    call.arguments().isEmpty() ? "{}" : call.arguments().toString();
            handler.onCompleteToolCall(new CompleteToolCall(
                    call.index(),
                    ToolExecutionRequest.builder()
                            .id(call.id())
                            .name(call.name())
                            .arguments(arguments)
                            .build()));
        }
    }

    private static FinishReason reason(String word) {
        return switch (word) {
            case "end_turn", "stop_sequence" -> FinishReason.STOP;
            case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
            case "tool_use" -> FinishReason.TOOL_EXECUTION;
            case "guardrail_intervened", "content_filtered" -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.OTHER;
        };
    }

    @Override
    public void onClose() {
        if (finishReason != null) {
            handler.onCompleteResponse(ChatResponse.builder()
                    .aiMessage(AiMessage.from(""))
                    .metadata(ChatResponseMetadata.builder()
                            .tokenUsage(usage)
                            .finishReason(finishReason)
                            .build())
                    .build());
        }
    }

    @Override
    public void onError(Throwable failure) {
        handler.onError(failure);
    }
}
