package dev.weir.gateway.routing;

import reactor.core.publisher.Flux;

/** A local model behind a route. Nothing is computed until subscription; cancelling stops the model. */
public interface LocalTier {

    /** The model's name, without the tier. */
    String model();

    /** Whether a field of a request can make a difference to its answers. */
    boolean heeds(String field);

    /** Whether it can give {@link AnswerForm.Embeddings}. */
    default boolean embeds() {
        return false;
    }

    /** Fails only with a {@link TierException}. */
    Flux<LocalEvent> answer(Prompt prompt);
}
