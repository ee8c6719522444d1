package dev.weir.gateway.routing;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked, free of transport.
 *
 * @param askedModel the client's word: a route, an alias, or a tier and a model
 * @param tools the functions that the answer may call
 * @param beyondText request fields that ask for more than text and calls, such as {@code modalities}; a tier that
 *     cannot do one of them answers nothing
 * @param fields names of those fields with a value that the API knows
 * @param pin the tier that the caller insists on; null leaves it to the route
 * @param egressDenied the caller forbids that anything leaves
 * @param deadline the instant after which an answer is worthless; null means none
 * @param body the caller's own JSON, which is what travels to a hosted model
 */
public record Prompt(
        String requestId,
        String askedModel,
        List<Message> messages,
        Settings settings,
        AnswerForm form,
        Tools tools,
        List<String> beyondText,
        List<String> fields,
        boolean streamed,
        @Nullable TierName pin,
        boolean egressDenied,
        @Nullable Instant deadline,
        String body) {

    public Prompt {
        messages = List.copyOf(messages);
        beyondText = List.copyOf(beyondText);
        fields = List.copyOf(fields);
    }

    /** The same question, asked by us to learn something, after its answer is served. */
    public Prompt forAudit() {
        return again("-audit", streamed, body);
    }

    /** Another question about its answers, asked by us. */
    public Prompt forJudging(String otherBody) {
        return again("-judge", false, otherBody);
    }

    private Prompt again(String suffix, boolean asStream, String newBody) {
        return new Prompt(
                requestId + suffix,
                askedModel,
                messages,
                settings,
                form,
                tools,
                beyondText,
                fields,
                asStream,
                pin,
                egressDenied,
                null,
                newBody);
    }
}
