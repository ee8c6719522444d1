package dev.weir.slm.automaton;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The characters that a vocabulary can write wherever they may come: each is a token by itself, or all bytes of its UTF-8
 * are. Published vocabularies often lack bytes that their training text never had.
 */
final class WritableCharacters {

    private final BitSet single;
    private final boolean everyContinuation;
    private final CodePoints all;

    private WritableCharacters(BitSet single, boolean everyContinuation, CodePoints all) {
        this.single = single;
        this.everyContinuation = everyContinuation;
        this.all = all;
    }

    static WritableCharacters of(byte[] @Nullable [] tokens) {
        BitSet single = new BitSet(256);
        StringBuilder ownToken = new StringBuilder();
        for (byte[] spelled : tokens) {
            if (spelled != null && spelled.length == 1) {
                single.set(spelled[0] & 0xFF);
            }
            if (spelled != null && spelled.length <= 4 && Spelling.characters(spelled) == 1) {
                ownToken.append(new String(spelled, StandardCharsets.UTF_8));
            }
        }
        boolean everyContinuation = single.nextClearBit(0x80) > 0xBF;
        if (!everyContinuation) {
            single.clear(0x80, 0x100);
        }
        CodePoints all = CodePoints.of(ownToken.toString());
        for (int lead = single.nextSetBit(0xC2); lead >= 0 && lead <= 0xF4; lead = single.nextSetBit(lead + 1)) {
            all = all.or(beginningWith(lead));
        }
        return new WritableCharacters(single, everyContinuation, all);
    }

    private static CodePoints beginningWith(int lead) {
        int bits = lead < 0xE0 ? 6 : lead < 0xF0 ? 12 : 18;
        int payload = lead & (lead < 0xE0 ? 0x1F : lead < 0xF0 ? 0x0F : 0x07);
        int shortest = lead < 0xE0 ? 0x80 : lead < 0xF0 ? 0x800 : 0x10000;
        return CodePoints.range(Math.max(payload << bits, shortest), ((payload + 1) << bits) - 1);
    }

    CodePoints all() {
        return all;
    }

    /** The bytes that are tokens by themselves; beyond ASCII none, unless all that continue a character are there. */
    BitSet single() {
        return single;
    }

    /** Takes away the tokens after which a character may lack the bytes to end it. */
    void keepWhatCanBeEnded(byte[] @Nullable [] tokens) {
        for (int token = 0; token < tokens.length && !everyContinuation; token++) {
            byte[] spelled = tokens[token];
            boolean isMark = spelled != null && spelled.length == 1 && (spelled[0] & 0xFF) >= TokenBytes.FIRST_MARK;
            if (spelled != null && !isMark && Spelling.characters(spelled) == Integer.MAX_VALUE) {
                tokens[token] = null;
            }
        }
    }
}
