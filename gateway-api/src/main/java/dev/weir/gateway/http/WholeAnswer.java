package dev.weir.gateway.http;

import dev.weir.gateway.routing.AnswerEvent;
import dev.weir.gateway.routing.Piece;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * An answer that has come to its end.
 *
 * @param pieces of a local answer
 * @param hosted the provider's object; null for a local answer
 */
record WholeAnswer(
        AnswerEvent.Opened opened,
        List<Piece> pieces,
        @Nullable ObjectNode hosted,
        AnswerEvent.Closed closed) {

    static WholeAnswer of(List<AnswerEvent> events) {
        AnswerEvent.Opened opened = null;
        AnswerEvent.Closed closed = null;
        ObjectNode hosted = null;
        List<Piece> pieces = new java.util.ArrayList<>();
        for (AnswerEvent event : events) {
            switch (event) {
                case AnswerEvent.Opened first -> opened = first;
                case AnswerEvent.Written(Piece piece) -> pieces.add(piece);
                case AnswerEvent.Json(Object object) -> hosted = (ObjectNode) object;
                case AnswerEvent.Closed last -> closed = last;
            }
        }
        return new WholeAnswer(
                Objects.requireNonNull(opened, "an answer opens"),
                List.copyOf(pieces),
                hosted,
                Objects.requireNonNull(closed, "a whole answer is closed"));
    }

    /** The text of the only choice. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Text more) {
                text.append(more.text());
            }
        }
        return text.toString();
    }
}
