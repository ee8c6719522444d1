package dev.weir.gateway.tier;

import dev.weir.gateway.routing.TokenLogProbability.Token;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes tokens of bytes. */
final class TokenBytes {

    private TokenBytes() {}

    /** A token that adds these bytes to a text. */
    static Token token(byte[] bytes) {
        List<Integer> numbers = new ArrayList<>(bytes.length);
        for (byte each : bytes) {
            numbers.add(each & 0xFF);
        }
        return new Token(new String(bytes, StandardCharsets.UTF_8), numbers);
    }

    static Token token(String text) {
        return token(text.getBytes(StandardCharsets.UTF_8));
    }
}
