package dev.weir.gateway.http;

import dev.weir.gateway.http.ChatCompletion.Envelope;
import dev.weir.gateway.http.ChatCompletion.Usage;
import dev.weir.gateway.http.ChatCompletionChunk.Begun;
import dev.weir.gateway.http.ChatCompletionChunk.Choice;
import dev.weir.gateway.http.ChatCompletionChunk.Ended;
import dev.weir.gateway.routing.Draft;
import dev.weir.gateway.routing.Piece;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One streamed chat: each choice begins with its role. For one thread at a time. */
final class ChatChunks implements ChunkForm {

    private final ChatRequest request;
    private final Set<Integer> begun = new HashSet<>();

    ChatChunks(ChatRequest request) {
        this.request = request;
    }

    @Override
    public String id() {
        return LocalAnswer.id(request.prompt().requestId());
    }

    @Override
    public List<Object> next(Envelope envelope, Piece piece) {
        boolean logprobs = request.prompt().settings().topLogProbabilities() != null;
        Object chunk = chunk(envelope, Choice.of(piece, logprobs));
        return begun.add(piece.choice())
                ? List.of(begin(envelope, piece.choice(), piece instanceof Piece.Text), chunk)
                : List.of(chunk);
    }

    @Override
    public List<Object> ends(Envelope envelope, List<Draft.Finish> finishes) {
        List<Object> chunks = new ArrayList<>();
        for (int i = 0; i < finishes.size(); i++) {
            if (begun.add(i)) {
                chunks.add(begin(envelope, i, true));
            }
            String reason = LocalAnswer.finishReason(finishes.get(i));
            chunks.add(chunk(envelope, new Choice(i, new Ended(), null, reason)));
        }
        return chunks;
    }

    @Override
    public Object usage(Envelope envelope, Usage usage) {
        return ChatCompletionChunk.WithUsage.last(envelope, usage);
    }

    private Object begin(Envelope envelope, int choice, boolean withText) {
        return chunk(envelope, new Choice(choice, new Begun("assistant", withText ? "" : null), null, null));
    }

    private Object chunk(Envelope envelope, Choice choice) {
        ChatCompletionChunk chunk = ChatCompletionChunk.of(envelope, choice);
        return request.includeUsage() ? ChatCompletionChunk.WithUsage.of(chunk) : chunk;
    }
}
