package dev.weir.escalation.langchain;

import dev.langchain4j.model.chat.response.ChatResponseMetadata;
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
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads one streamed answer, event by event: everything the provider sent stays, in the shape that OpenAI's clients
 * require. An answer is whole when every choice has finished, whether or not the end marker came: a gateway on the way
 * may send the marker after a broken answer, and some servers send none. Without the marker, as many choices must have
 * come as were asked for. For one subscriber, one event at a time.
 */
final class DialectStream {

    private final HostedRequest request;
    private final StreamHead head;
    private final Consumer<ObjectNode> mendChoice;
    private final Set<Integer> begunChoices = new HashSet<>();
    private final Set<Integer> finishedChoices = new HashSet<>();
    private @Nullable JsonNode usage;
    private long answerCharacters;
    private boolean endMarked;

    DialectStream(HostedRequest request, String model, InstantSource clock, Consumer<ObjectNode> mendChoice) {
        this.request = request;
        this.head = new StreamHead("chat.completion.chunk", "chatcmpl-" + request.requestId(), model, clock);
        this.mendChoice = mendChoice;
    }

    /** The chunk in an event, if there is one for the caller in it. */
    List<HostedEvent> read(ServerSentEvent event) {
        if (event.isEndMarker()) {
            endMarked = true;
            return List.of();
        }
        if (event.name().equals("error")) {
            throw DialectAnswer.noAnswer();
        }
        ObjectNode chunk = DialectAnswer.parse(event.data());
        keepUsage(chunk);
        ArrayNode choices = openChoices(chunk);
        if (choices.isEmpty()) {
            return List.of();
        }
        chunk.set("choices", choices);
        head.complete(chunk);
        return List.of(new HostedEvent.Chunk(chunk));
    }

    /** The end of a whole answer; thrown otherwise. */
    HostedEvent.Finished finish(Function<ObjectNode, @Nullable ChatResponseMetadata> langChain) {
        if (!isWhole()) {
            throw DialectAnswer.noAnswer();
        }
        HostedUsage used = DialectAnswer.usage(DialectAnswer.end(head.model(), usage), langChain)
                .orElseGet(() -> TokenEstimate.of(request.body(), answerCharacters));
        return new HostedEvent.Finished(head.model(), used, usageChunk(used));
    }

    private ObjectNode usageChunk(HostedUsage used) {
        ObjectNode chunk = JsonNodeFactory.instance.objectNode();
        head.complete(chunk);
        chunk.putArray("choices");
        return chunk.set("usage", usage == null ? DialectAnswer.usage(used) : usage);
    }

    private boolean isWhole() {
        int expectedChoices = endMarked ? 1 : request.body().path("n").asInt(1);
        return begunChoices.size() >= expectedChoices && finishedChoices.containsAll(begunChoices);
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

    /** Some servers repeat a running count in every chunk, and some glue the last one to the finish: the last counts. */
    private void keepUsage(ObjectNode chunk) {
        @Nullable JsonNode sent = chunk.remove("usage");
        if (sent != null && !sent.isNull()) {
            usage = sent;
            tellCount(sent);
        }
    }

    /** A stream that breaks off has to be paid for by what was counted last. */
    private void tellCount(JsonNode sent) {
        HostedUsage soFar = OperationReply.usage(sent, request.body(), answerCharacters);
        if (soFar.measured()) {
            request.tab().counted(soFar);
        }
    }

    /** The chunk's choices but for those that have finished before: clients break on what comes after a finish. */
    private ArrayNode openChoices(ObjectNode chunk) {
        ArrayNode open = JsonNodeFactory.instance.arrayNode();
        for (JsonNode node : chunk.path("choices")) {
            if (!(node instanceof ObjectNode choice)) {
                throw DialectAnswer.noAnswer();
            }
            mendChoice.accept(choice);
            int index = choice.path("index").asInt(0);
            if (!finishedChoices.contains(index)) {
                completeChoice(choice, index);
                open.add(choice);
            }
        }
        return open;
    }

    private void completeChoice(ObjectNode choice, int index) {
        choice.put("index", index);
        ObjectNode delta = choice.get("delta") instanceof ObjectNode given ? given : choice.putObject("delta");
        delta.remove("role");
        if (begunChoices.add(index)) {
            delta.put("role", "assistant");
        }
        answerCharacters += TokenEstimate.textLength(delta);
        if (choice.path("finish_reason").asString("").isEmpty()) {
            choice.putNull("finish_reason");
        } else {
            finishedChoices.add(index);
        }
    }
}
