package dev.weir.gateway.tier;

import dev.weir.gateway.routing.Piece;
import dev.weir.gateway.routing.TokenLogProbability;
import dev.weir.slm.TokenEvidence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text of one choice while it is written, with its tokens where the caller wants them. */
final class WrittenText {

    private final int choice;
    private final @Nullable TokenSpelling spelling;
    private final TokenTrail trail = new TokenTrail();
    private final List<TokenLogProbability> tokens = new ArrayList<>();

    /** @param spelling null when nobody wants the tokens */
    WrittenText(int choice, @Nullable TokenSpelling spelling) {
        this.choice = choice;
        this.spelling = spelling;
    }

    /** What a token and the text that became certain with it add. */
    List<Piece> next(TokenEvidence evidence, String text) {
        if (spelling != null) {
            trail.add(spelling.next(evidence));
        }
        return text.isEmpty() ? List.of() : pieces(text, trail.said(text));
    }

    /** What remains when the text is over. */
    List<Piece> last() {
        List<TokenLogProbability> rest = trail.rest();
        return rest.isEmpty() ? List.of() : pieces("", rest);
    }

    /** All tokens so far. */
    List<TokenLogProbability> tokens() {
        return tokens;
    }

    private List<Piece> pieces(String text, List<TokenLogProbability> with) {
        tokens.addAll(with);
        return List.of(new Piece.Text(choice, text, with));
    }
}
