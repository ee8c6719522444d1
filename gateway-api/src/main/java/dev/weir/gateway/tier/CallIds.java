package dev.weir.gateway.tier;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names the calls of local answers. */
final class CallIds {

    /** With the beginning as long as OpenAI's own ids, which it wants no longer when they come back. */
    private static final int DIGITS = 24;

    private CallIds() {}

    /** The same for the same request, and another for each of its calls. */
    static String of(String requestId, int choice, int call) {
        byte[] name = (requestId + "/" + choice + "/" + call).getBytes(StandardCharsets.UTF_8);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name);
            return "call_" + HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
