package dev.weir.gateway.routing;

import reactor.core.publisher.Flux;

/**
 * Sees what becomes of one judged draft, so that someone can learn how good it was. It stands in the path of the request,
 * so it must return at once.
 */
public interface Witness {

    /** Looks away. */
    Witness NONE = new Witness() {
        @Override
        public void kept(Prompt prompt, Draft draft) {}

        @Override
        public Flux<HostedEvent> escalated(Prompt prompt, Draft draft, Flux<HostedEvent> answer) {
            return answer;
        }
    };

    /** The draft is the answer, because its confidence met the threshold. */
    void kept(Prompt prompt, Draft draft);

    /**
     * The draft was not sure enough, and this is what the hosted tier answers.
     *
     * @return the same answer, on its way to the caller
     */
    Flux<HostedEvent> escalated(Prompt prompt, Draft draft, Flux<HostedEvent> answer);
}
