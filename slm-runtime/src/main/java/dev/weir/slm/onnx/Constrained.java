package dev.weir.slm.onnx;

import dev.weir.slm.constraint.Cursor;
import dev.weir.slm.sampling.TokenFilter;
import dev.weir.slm.text.Tokenizer;
import java.util.Arrays;
import java.util.List;

/**
 * Holds one answer to its constraint. Where the constraint leaves only one text, the answer is spelled with the tokens
 * that the tokenizer would spell it with, which the model knows best; so they are known before the model has read any.
 */
final class Constrained {

    /** Some tokenizers put a space before the first word of a text: behind a line break there is none. */
    private static final List<String> LEADS = List.of("", "\n");

    private static final int LONGEST_LEAD = 2;

    private final Tokenizer tokenizer;
    private final Cursor cursor;
    private long[] forced = {};
    private int written;

    Constrained(Tokenizer tokenizer, Cursor cursor) {
        this.tokenizer = tokenizer;
        this.cursor = cursor;
    }

    /** The next tokens, as far as there is no choice. */
    long[] forced() {
        if (written == forced.length) {
            String text = cursor.forcedText();
            forced = text.isEmpty() ? new long[0] : spelled(text);
            written = 0;
        }
        return Arrays.copyOfRange(forced, written, forced.length);
    }

    /** As many of the first of these as may come. */
    long[] allowed(long[] tokens) {
        Cursor ahead = cursor.copy();
        for (int i = 0; i < tokens.length; i++) {
            if (!ahead.allows((int) tokens[i])) {
                return Arrays.copyOf(tokens, i);
            }
            ahead.accept((int) tokens[i]);
        }
        return tokens;
    }

    /** Which token may come next, so that the text can still be completed with so many. */
    TokenFilter filter(int tokensLeft) {
        long[] only = forced();
        if (only.length == 0) {
            return logits -> cursor.mask(logits, tokensLeft);
        }
        return logits -> {
            float logit = logits[(int) only[0]];
            Arrays.fill(logits, Float.NEGATIVE_INFINITY);
            logits[(int) only[0]] = logit;
        };
    }

    void accept(int token) {
        cursor.accept(token);
        if (written < forced.length) {
            written++;
        }
    }

    /** Whether the text is complete and nothing can follow. */
    boolean mustEnd() {
        return cursor.mustEnd();
    }

    /** All tokens but the last, which might have reached further than the text. */
    private long[] spelled(String text) {
        for (String lead : LEADS) {
            long[] tokens = tokenizer.encodePart(lead + text);
            for (int from = 0; from <= Math.min(LONGEST_LEAD, tokens.length); from++) {
                long[] rest = Arrays.copyOfRange(tokens, from, tokens.length);
                if (rest.length > 1 && allowed(rest).length == rest.length) {
                    return Arrays.copyOf(rest, rest.length - 1);
                }
            }
        }
        return new long[0];
    }
}
