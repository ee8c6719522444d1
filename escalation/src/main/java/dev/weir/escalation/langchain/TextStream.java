package dev.weir.escalation.langchain;

import dev.weir.escalation.EscalationException;
import dev.weir.escalation.EscalationException.TimedOut;
import dev.weir.escalation.HostedEvent;
import dev.weir.escalation.HostedRequest;
import dev.weir.escalation.HostedUsage;
import dev.weir.escalation.http.ServerSentEvent;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads one streamed {@code text_completion}, as {@link DialectStream} reads a streamed chat: whole when every choice
 * that began has finished. For one subscriber, one event at a time.
 */
final class TextStream {

    private final HostedRequest request;
    private final StreamHead head;
    private final Set<Integer> begunChoices = new HashSet<>();
    private final Set<Integer> finishedChoices = new HashSet<>();
    private @Nullable JsonNode usage;
    private long answerCharacters;

    TextStream(HostedRequest request, String model, InstantSource clock) {
        this.request = request;
        this.head = new StreamHead("text_completion", "cmpl-" + request.requestId(), model, clock);
    }

    List<HostedEvent> read(ServerSentEvent event) {
        if (event.isEndMarker()) {
            return List.of();
        }
        if (event.name().equals("error")) {
            throw DialectAnswer.noAnswer();
        }
        ObjectNode chunk = DialectAnswer.parse(event.data());
        @Nullable JsonNode sent = chunk.remove("usage");
        if (sent != null && !sent.isNull()) {
            usage = sent;
            tellCount(sent);
        }
        ArrayNode open = openChoices(chunk);
        head.complete(chunk);
        chunk.set("choices", open);
        return open.isEmpty() ? List.of() : List.of(new HostedEvent.Chunk(chunk));
    }

    /** The end of a whole answer; thrown otherwise. */
    HostedEvent.Finished finish() {
        if (begunChoices.isEmpty() || !finishedChoices.containsAll(begunChoices)) {
            throw DialectAnswer.noAnswer();
        }
        HostedUsage used = OperationReply.usage(usage, request.body(), answerCharacters);
        ObjectNode last = JsonNodeFactory.instance.objectNode();
        head.complete(last);
        last.putArray("choices");
        last.set("usage", usage == null ? DialectAnswer.usage(used) : usage);
        return new HostedEvent.Finished(head.model(), used, last);
    }

    /** What an error means now: after the first chunk, that the answer broke off. */
    Throwable broken(Throwable failure) {
        boolean delivered = !begunChoices.isEmpty();
        return switch (failure) {
            case TimedOut late -> late;
            case EscalationException early when !delivered -> early;
            default -> delivered ? DialectAnswer.brokenOff(failure) : DialectAnswer.none(failure);
        };
    }

    /** A stream that breaks off has to be paid for by what was counted last. */
    private void tellCount(JsonNode sent) {
        HostedUsage soFar = OperationReply.usage(sent, request.body(), answerCharacters);
        if (soFar.measured()) {
            request.tab().counted(soFar);
        }
    }

    private ArrayNode openChoices(ObjectNode chunk) {
        ArrayNode open = JsonNodeFactory.instance.arrayNode();
        for (JsonNode node : chunk.path("choices")) {
            if (!(node instanceof ObjectNode choice)) {
                throw DialectAnswer.noAnswer();
            }
            int index = choice.path("index").asInt(0);
            begunChoices.add(index);
            if (!finishedChoices.contains(index)) {
                completeChoice(choice, index);
                open.add(choice);
            }
        }
        return open;
    }

    private void completeChoice(ObjectNode choice, int index) {
        choice.put("index", index).put("text", choice.path("text").asString(""));
        answerCharacters += choice.get("text").stringValue().length();
        if (!choice.has("logprobs")) {
            choice.putNull("logprobs");
        }
        if (choice.path("finish_reason").asString("").isEmpty()) {
            choice.putNull("finish_reason");
        } else {
            finishedChoices.add(index);
        }
    }
}
