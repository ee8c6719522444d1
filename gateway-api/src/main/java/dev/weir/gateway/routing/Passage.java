package dev.weir.gateway.routing;

import java.util.List;

/** A text that a model reads as it is, without a conversation around it. */
public sealed interface Passage {

    /** As it is written. */
    record Words(String text) implements Passage {}

    /** In the tokens of the model that reads it. */
    record Tokens(List<Integer> ids) implements Passage {

        public Tokens {
            ids = List.copyOf(ids);
        }
    }
}
