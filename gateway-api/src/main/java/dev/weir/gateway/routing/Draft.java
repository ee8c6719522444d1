package dev.weir.gateway.routing;

import dev.weir.gateway.ledger.LocalCharge;
import java.util.ArrayList;
import java.util.List;

/**
 * A local answer not yet judged.
 *
 * @param choices as many as the caller asked for, at least one
 * @param confidence that all of them are acceptable
 */
public record Draft(List<Choice> choices, Confidence confidence, LocalCharge charge) {

    public Draft {
        choices = List.copyOf(choices);
        if (choices.isEmpty()) {
            throw new IllegalArgumentException("a draft needs at least one choice");
        }
    }

    /** A draft of one text. */
    public Draft(String text, Finish finish, Confidence confidence, LocalCharge charge) {
        this(List.of(new Choice(text, List.of(), List.of(), finish)), confidence, charge);
    }

    /** The text of the first choice. */
    public String text() {
        return choices.getFirst().text();
    }

    /** Why each choice ends where it ends. */
    public List<Finish> finishes() {
        return choices.stream().map(Choice::finish).toList();
    }

    /** The whole draft, choice after choice. */
    public List<Piece> pieces() {
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < choices.size(); i++) {
            choices.get(i).addTo(pieces, i);
        }
        return pieces;
    }

    /** The whole draft as a tier says it that has nothing to say before. */
    public List<LocalEvent> events() {
        List<LocalEvent> events = new ArrayList<>();
        pieces().forEach(piece -> events.add(new LocalEvent.Written(piece)));
        events.add(new LocalEvent.Drafted(this));
        return events;
    }

    /**
     * One of several answers to the same prompt.
     *
     * @param calls after the text
     * @param tokens of the text; empty unless the caller asked for their probabilities
     */
    public record Choice(String text, List<ToolCall> calls, List<TokenLogProbability> tokens, Finish finish) {

        public Choice {
            calls = List.copyOf(calls);
            tokens = List.copyOf(tokens);
        }

        private void addTo(List<Piece> pieces, int index) {
            if (!text.isEmpty()) {
                pieces.add(new Piece.Text(index, text, tokens));
            }
            for (int i = 0; i < calls.size(); i++) {
                ToolCall call = calls.get(i);
                pieces.add(new Piece.Call(index, i, call.id(), call.name()));
                pieces.add(new Piece.Arguments(index, i, call.arguments()));
            }
        }
    }

    /** Why an answer ends where it ends. */
    public enum Finish {
        /** It was over. */
        STOP,
        /** It became as long as it may. */
        LENGTH,
        /** What was called has to answer first. */
        CALLS
    }
}
