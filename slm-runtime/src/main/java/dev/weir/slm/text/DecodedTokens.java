package dev.weir.slm.text;

import dev.weir.slm.SlmException;
import dev.weir.slm.automaton.TokenBytes;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bytes that a tokenizer's decoder makes of each token. */
final class DecodedTokens implements TokenBytes {

    private final byte[] @Nullable [] later;
    private final byte[] @Nullable [] first;

    private final boolean firstDiffers;

    private DecodedTokens(byte[] @Nullable [] later, byte[] @Nullable [] first) {
        this.later = later;
        this.first = first;
        this.firstDiffers = !Arrays.deepEquals(later, first);
    }

    /** The marks are the bytes, by token, that special tokens have instead of text. */
    static DecodedTokens of(Vocabulary vocabulary, TokenText text, Map<Integer, Integer> marks) {
        if (text.spacesStripped() > 1) {
            throw new SlmException.Unsupported(
                    "the tokenizer drops more than one space from the beginning of a text; its output cannot be"
                            + " constrained");
        }
        int size = vocabulary.size();
        byte[] @Nullable [] later = new byte @Nullable [size][];
        byte[] @Nullable [] first = new byte @Nullable [size][];
        for (int id = 0; id < size; id++) {
            String token = vocabulary.token(id);
            if (token != null && !vocabulary.isSpecial(id)) {
                later[id] = withoutMark(text.bytes(token, false));
                byte[] beginning = text.bytes(token, true);
                boolean strips = text.spacesStripped() > 0 && beginning.length > 0 && beginning[0] == ' ';
                first[id] = withoutMark(strips ? Arrays.copyOfRange(beginning, 1, beginning.length) : beginning);
            }
        }
        marks.forEach((id, mark) -> {
            later[id] = new byte[] {mark.byteValue()};
            first[id] = later[id];
        });
        return new DecodedTokens(later, first);
    }

    private static byte @Nullable [] withoutMark(byte[] bytes) {
        for (byte one : bytes) {
            if ((one & 0xFF) >= FIRST_MARK) {
                return null;
            }
        }
        return bytes;
    }

    @Override
    public int size() {
        return later.length;
    }

    @Override
    public byte @Nullable [] bytes(int token) {
        return later[token];
    }

    @Override
    public byte @Nullable [] firstBytes(int token) {
        return first[token];
    }

    @Override
    public boolean firstDiffers() {
        return firstDiffers;
    }
}
