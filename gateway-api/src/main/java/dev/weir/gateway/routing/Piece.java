package dev.weir.gateway.routing;

import java.util.List;

/** What comes next in one choice of an answer, after everything that came before in it. */
public sealed interface Piece {

    /** Which of the answer's choices it belongs to, from 0. */
    int choice();

    /**
     * Text.
     *
     * @param tokens those it was written with; empty unless the caller asked for their probabilities
     */
    record Text(int choice, String text, List<TokenLogProbability> tokens) implements Piece {

        public Text {
            tokens = List.copyOf(tokens);
        }
    }

    /**
     * A call of a function begins.
     *
     * @param call which of the choice's calls, from 0
     */
    record Call(int choice, int call, String id, String name) implements Piece {}

    /** Part of a call's arguments. */
    record Arguments(int choice, int call, String json) implements Piece {}

    /** Text of an answer's only choice. */
    static Piece of(String text) {
        return new Text(0, text, List.of());
    }
}
