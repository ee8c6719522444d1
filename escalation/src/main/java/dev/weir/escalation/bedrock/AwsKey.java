package dev.weir.escalation.bedrock;

import java.util.Optional;

/** An access key of Amazon's; it prints without its secrets. */
public record AwsKey(String id, String secret, String sessionToken) {

    private static final int PARTS = 3;

    /** Reads {@code id:secret} or {@code id:secret:token}; anything else is no access key. */
    public static Optional<AwsKey> parse(String text) {
        String[] parts = text.split(":", PARTS);
        if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new AwsKey(parts[0], parts[1], parts.length == PARTS ? parts[2] : ""));
    }

    @Override
    public String toString() {
        return "AwsKey[***]";
    }
}
