package dev.weir.slm.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The printable characters that byte-level tokenizers write for the 256 bytes: GPT-2's {@code bytes_to_unicode}.
 * Printable Latin-1 stands for itself, and the rest is numbered from U+0100 on.
 */
final class ByteAlphabet {

    private static final int HIGHEST = 0x17F;
    private static final int[] BYTE_OF = byteOf();

    private ByteAlphabet() {}

    /** The bytes that a token stands for. A token with any other character, such as an added one, is its own text. */
    static byte[] bytes(String token) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(token.length());
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            if (c > HIGHEST || BYTE_OF[c] < 0) {
                return token.getBytes(StandardCharsets.UTF_8);
            }
            bytes.write(BYTE_OF[c]);
        }
        return bytes.toByteArray();
    }

    private static int[] byteOf() {
        int[] byteOf = new int[HIGHEST + 1];
        Arrays.fill(byteOf, -1);
        int next = 0x100;
        for (int b = 0; b < 256; b++) {
            boolean printable = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || (b >= 0xAE);
            byteOf[printable ? b : next++] = b;
        }
        return byteOf;
    }
}
