package dev.weir.escalation.langchain;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.weir.escalation.http.ServerSentEvent;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Keeps what LangChain4j reads in the end of an answer. */
final class EndTypist implements StreamingChatResponseHandler {

    private @Nullable ChatResponse response;

    @Override
    public void onCompleteResponse(ChatResponse complete) {
        response = complete;
    }

    @Override
    public void onError(Throwable failure) {
        // What it cannot read stays unread: the raw answer is whole without it.
    }

    /**
     * LangChain4j's reading of an answer's end; null where it could not read it.
     *
     * @param end an object in the form of the last chunk of a stream: no choices, but model and usage
     */
    @Nullable
    ChatResponseMetadata typed(LangChainCall call, ObjectNode end) {
        call.show(new ServerSentEvent("", end.toString()));
        call.close();
        return response == null ? null : response.metadata();
    }
}
