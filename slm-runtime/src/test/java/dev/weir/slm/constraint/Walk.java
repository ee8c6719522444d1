package dev.weir.slm.constraint;

import dev.weir.slm.automaton.TokenVocabulary;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;

/** A model that writes whatever it may. */
final class Walk {

    private final TokenVocabulary vocabulary;
    private final Random random;

    Walk(TokenVocabulary vocabulary, Random random) {
        this.vocabulary = vocabulary;
        this.random = random;
    }

    /** Writes a text of at most so many tokens, the end not counted; fails if it comes to no valid end. */
    String write(Cursor cursor, int mostTokens) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        boolean first = vocabulary.firstDiffers();
        for (int left = mostTokens; !cursor.mustEnd(); left--) {
            if (left == 0 || (cursor.mayEnd() && random.nextInt(8) == 0)) {
                if (!cursor.mayEnd()) {
                    throw new AssertionError("not complete at the limit: " + text.toString(StandardCharsets.UTF_8));
                }
                break;
            }
            int token = choose(cursor, left);
            if (vocabulary.isEnd(token)) {
                break;
            }
            byte[] bytes = Objects.requireNonNull(vocabulary.bytes(token, first));
            first = false;
            cursor.accept(token);
            text.writeBytes(bytes);
        }
        return decode(text.toByteArray());
    }

    private int choose(Cursor cursor, int left) {
        int[] allowed = cursor.allowed(left).toArray();
        if (allowed.length == 0) {
            throw new AssertionError("no token is allowed");
        }
        return allowed[random.nextInt(allowed.length)];
    }

    /** Fails if it is not UTF-8. */
    static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError("not UTF-8", e);
        }
    }

    /** Whether a text is accepted as a whole, byte by byte. */
    static boolean accepts(CompiledConstraint constraint, String text) {
        Cursor cursor = constraint.begin(false);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            int token = 1 + (b & 0xFF);
            if (!cursor.allows(token)) {
                return false;
            }
            cursor.accept(token);
        }
        return cursor.mayEnd();
    }
}
