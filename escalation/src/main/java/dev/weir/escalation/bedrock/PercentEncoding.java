package dev.weir.escalation.bedrock;

import java.nio.charset.StandardCharsets;

/** Amazon's spelling of one part of a path: all but letters, digits and four marks as percent and two digits. */
final class PercentEncoding {

    private PercentEncoding() {}

    static String of(String part) {
        StringBuilder encoded = new StringBuilder();
        for (byte next : part.getBytes(StandardCharsets.UTF_8)) {
            char letter = (char) (next & 0xff);
            if (isPlain(letter)) {
                encoded.append(letter);
            } else {
                encoded.append("%%%02X".formatted((int) letter));
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(char letter) {
        return (letter >= 'A' && letter <= 'Z')
                || (letter >= 'a' && letter <= 'z')
                || (letter >= '0' && letter <= '9')
                || "-._~".indexOf(letter) >= 0;
    }
}
