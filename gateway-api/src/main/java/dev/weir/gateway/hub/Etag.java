package dev.weir.gateway.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The hub's name for a file's content: the SHA-256 of a large file, or git's name of a small one, which is the SHA-1 of
 * {@code "blob " + size + "\0"} and the content. Other servers may give names that say nothing about the content.
 */
record Etag(String value) {

    private static final Pattern NAME = Pattern.compile("[0-9A-Za-z_][0-9A-Za-z._-]{0,199}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SHA_1 = Pattern.compile("[0-9a-f]{40}");
    private static final int COPY_BYTES = 1 << 16;

    /**
     * Reads a header, with or without quotes and a mark of weakness.
     *
     * @throws HubException if it cannot be the name of a file
     */
    static Etag parse(String header) {
        String value = (header.startsWith("W/") ? header.substring(2) : header).replace("\"", "");
        if (!NAME.matcher(value).matches()) {
            throw new HubException("the hub names a file's content '" + value
                    + "', which cannot be the name of a file; check HF_ENDPOINT.");
        }
        return new Etag(value);
    }

    /** False if the file has another content than the name says; true also if the name says nothing. */
    boolean fits(Path file) throws IOException {
        if (SHA_256.matcher(value).matches()) {
            return value.equals(digest(file, "SHA-256", ""));
        }
        return !SHA_1.matcher(value).matches()
                || value.equals(digest(file, "SHA-1", "blob " + Files.size(file) + "\0"));
    }

    private static String digest(Path file, String algorithm, String prefix) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(prefix.getBytes(StandardCharsets.US_ASCII));
            byte[] buffer = new byte[COPY_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
