package dev.weir.escalation.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.http.ProviderRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AwsSignatureTest {

    private static final Instant NOW = Instant.parse("2015-08-30T12:36:00Z");
    private static final AwsKey KEY = new AwsKey("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "");

    private final AwsSignature signature = new AwsSignature("us-east-1", "service", () -> NOW);

    /** The request "post-vanilla" of Amazon's test suite for signatures. */
    @Test
    void signsAsAmazonsExampleIsSigned() {
        var request = new ProviderRequest("https://example.amazonaws.com/", Map.of(), "");

        assertThat(signature.of(request, KEY))
                .containsEntry("x-amz-date", "20150830T123600Z")
                .containsEntry(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                                + " SignedHeaders=host;x-amz-date,"
                                + " Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
    }

    @Test
    void signsBodyTypeAndToken() {
        var request = new ProviderRequest(
                "http://127.0.0.1:9/model/a%3A0/converse-stream",
                Map.of("Content-Type", List.of("application/json")), "{}");
        var other = new ProviderRequest(request.url(), request.headers(), "{\"a\":1}");
        var temporary = new AwsKey(KEY.id(), KEY.secret(), "token");

        Map<String, String> headers = signature.of(request, temporary);

        assertThat(headers).containsEntry("x-amz-security-token", "token");
        assertThat(headers.get("Authorization"))
                .contains("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token")
                .doesNotContain(KEY.secret())
                .isNotEqualTo(signature.of(other, temporary).get("Authorization"));
    }

    @Test
    void readsAccessKeysAndNothingElse() {
        assertThat(AwsKey.parse("id:secret")).contains(new AwsKey("id", "secret", ""));
        assertThat(AwsKey.parse("id:secret:to:ken")).contains(new AwsKey("id", "secret", "to:ken"));
        assertThat(AwsKey.parse("bedrock-api-key")).isEmpty();
        assertThat(new AwsKey("id", "secret", "token")).hasToString("AwsKey[***]");
    }
}
