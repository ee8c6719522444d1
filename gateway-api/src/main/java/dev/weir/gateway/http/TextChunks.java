package dev.weir.gateway.http;

import dev.weir.gateway.http.ChatCompletion.Envelope;
import dev.weir.gateway.http.ChatCompletion.Usage;
import dev.weir.gateway.routing.Draft;
import dev.weir.gateway.routing.Piece;
import dev.weir.gateway.routing.Prompt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One streamed continuation of a prompt. For one thread at a time. */
final class TextChunks implements ChunkForm {

    private final Prompt prompt;
    private final boolean includeUsage;
    private final Map<Integer, TextLogProbabilities> logprobs = new HashMap<>();

    TextChunks(Prompt prompt, boolean includeUsage) {
        this.prompt = prompt;
        this.includeUsage = includeUsage;
    }

    @Override
    public String id() {
        return TextCompletion.id(prompt.requestId());
    }

    @Override
    public List<Object> next(Envelope envelope, Piece piece) {
        if (!(piece instanceof Piece.Text text)) {
            throw new IllegalStateException("a continuation calls nothing");
        }
        return List.of(
                chunk(envelope, TextCompletion.choice(text.choice(), text.text(), logProbabilities(text), null)));
    }

    @Override
    public List<Object> ends(Envelope envelope, List<Draft.Finish> finishes) {
        List<Object> chunks = new ArrayList<>();
        for (int i = 0; i < finishes.size(); i++) {
            String reason = LocalAnswer.finishReason(finishes.get(i));
            chunks.add(chunk(envelope, TextCompletion.choice(i, "", null, reason)));
        }
        return chunks;
    }

    @Override
    public Object usage(Envelope envelope, Usage usage) {
        return TextCompletion.of(envelope, List.of()).set("usage", TextCompletion.usage(usage));
    }

    private @Nullable ObjectNode logProbabilities(Piece.Text text) {
        return prompt.settings().topLogProbabilities() == null
                ? null
                : logprobs.computeIfAbsent(text.choice(), _ -> new TextLogProbabilities())
                        .next(text.tokens());
    }

    private ObjectNode chunk(Envelope envelope, ObjectNode choice) {
        ObjectNode chunk = TextCompletion.of(envelope, List.of(choice));
        return includeUsage ? chunk.putNull("usage") : chunk;
    }
}
