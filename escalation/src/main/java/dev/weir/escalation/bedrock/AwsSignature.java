package dev.weir.escalation.bedrock;

import dev.weir.escalation.http.ProviderRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Amazon's Signature Version 4 of a POST.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">how it is
 *     made</a>
 */
public final class AwsSignature {

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int DATE_LENGTH = 8;

    private final String region;
    private final String service;
    private final InstantSource clock;

    public AwsSignature(String region, String service, InstantSource clock) {
        this.region = region;
        this.service = service;
        this.clock = clock;
    }

    /** The headers that sign a request. */
    public Map<String, String> of(ProviderRequest request, AwsKey key) {
        String time = TIME.format(Instant.ofEpochMilli(clock.millis()));
        SortedMap<String, String> signed = new TreeMap<>();
        signed.put("host", host(URI.create(request.url())));
        signed.put("x-amz-date", time);
        if (!key.sessionToken().isEmpty()) {
            signed.put("x-amz-security-token", key.sessionToken());
        }
        List<String> contentType = request.headers().get("Content-Type");
        if (contentType != null) {
            signed.put("content-type", contentType.getFirst());
        }
        String names = String.join(";", signed.keySet());
        String date = time.substring(0, DATE_LENGTH);
        String scope = String.join("/", date, region, service, "aws4_request");
        String toSign = String.join("\n", ALGORITHM, time, scope, hash(canonical(request, signed, names)));
        String signature = HexFormat.of().formatHex(hmac(signingKey(key, date), toSign));

        Map<String, String> headers = new LinkedHashMap<>(signed);
        headers.remove("host");
        headers.put(
                "Authorization",
                "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                        .formatted(ALGORITHM, key.id(), scope, names, signature));
        return headers;
    }

    private static String canonical(ProviderRequest request, SortedMap<String, String> signed, String names) {
        String headers = signed.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue().strip() + "\n")
                .collect(Collectors.joining());
        return String.join("\n", "POST", path(URI.create(request.url())), "", headers, names, hash(request.body()));
    }

    /** The path as it is sent is encoded once more. */
    private static String path(URI url) {
        String sent = url.getRawPath();
        return sent.isEmpty()
                ? "/"
                : Stream.of(sent.split("/", -1)).map(PercentEncoding::of).collect(Collectors.joining("/"));
    }

    private static String host(URI url) {
        return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
    }

    private byte[] signingKey(AwsKey key, String date) {
        byte[] ofDate = hmac(("AWS4" + key.secret()).getBytes(StandardCharsets.UTF_8), date);
        return hmac(hmac(hmac(ofDate, region), service), "aws4_request");
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no HmacSHA256", missing);
        }
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no SHA-256", missing);
        }
    }
}
