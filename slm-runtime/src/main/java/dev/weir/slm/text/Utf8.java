package dev.weir.slm.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Decodes UTF-8 that comes in pieces. Bytes that can be no character are marked with U+FFFD as the Unicode standard
 * recommends (3.9, U+FFFD Substitution of Maximal Subparts), and as the Hugging Face library does; Java's own decoder
 * marks some of them otherwise.
 */
final class Utf8 {

    private static final char MARK = '\uFFFD';

    private final boolean marksEachByte;
    private byte[] waiting = {};

    /** Whether a broken character gets one mark for each of its bytes, or one for all. */
    Utf8(boolean marksEachByte) {
        this.marksEachByte = marksEachByte;
    }

    /** The characters that are whole by now. If these are the last bytes, the rest is marked. */
    String decode(byte[] bytes, boolean last) {
        byte[] all = Arrays.copyOf(waiting, waiting.length + bytes.length);
        System.arraycopy(bytes, 0, all, waiting.length, bytes.length);
        StringBuilder text = new StringBuilder(all.length);
        int at = 0;
        while (at < all.length) {
            int wanted = length(all[at]);
            int good = goodBytes(all, at, wanted);
            if (wanted > 0 && good == wanted) {
                text.append(new String(all, at, wanted, StandardCharsets.UTF_8));
            } else if (at + good == all.length && !last) {
                break;
            } else {
                good = Math.max(1, good);
                text.repeat(MARK, marksEachByte ? good : 1);
            }
            at += good;
        }
        waiting = Arrays.copyOfRange(all, at, all.length);
        return text.toString();
    }

    /** How many bytes of a character are there from this position on, before one that cannot belong to it. */
    private static int goodBytes(byte[] all, int at, int wanted) {
        int good = Math.min(1, wanted);
        while (good > 0 && good < wanted && at + good < all.length && continues(all[at], good, all[at + good])) {
            good++;
        }
        return good;
    }

    /** The length of the character that begins with this byte; 0 if none does. */
    private static int length(byte first) {
        int lead = first & 0xFF;
        if (lead < 0x80) {
            return 1;
        }
        if (lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    }

    private static boolean continues(byte first, int position, byte next) {
        int low = 0x80;
        int high = 0xBF;
        if (position == 1) {
            switch (first & 0xFF) {
                case 0xE0 -> low = 0xA0;
                case 0xED -> high = 0x9F;
                case 0xF0 -> low = 0x90;
                case 0xF4 -> high = 0x8F;
                default -> {}
            }
        }
        return (next & 0xFF) >= low && (next & 0xFF) <= high;
    }
}
