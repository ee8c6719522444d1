package dev.weir.gateway.dossier;

import dev.weir.gateway.certification.Certificate;
import dev.weir.gateway.certification.Certificate.Method;
import dev.weir.gateway.certification.Certificate.Seen;
import dev.weir.gateway.certification.Digests;
import dev.weir.gateway.certification.Promise;
import dev.weir.gateway.certification.Reference;
import java.time.Instant;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Certificates as JSON. */
public final class CertificateJson {

    private CertificateJson() {}

    public static ObjectNode write(Certificate certificate) {
        Promise promise = certificate.promise();
        Seen seen = certificate.seen();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("route", certificate.route())
                .put("error_target", promise.errorTarget())
                .put("certainty", promise.certainty())
                .put("reference", word(promise.reference()))
                .put("threshold", certificate.threshold())
                .put("n", seen.n())
                .put("kept", seen.kept())
                .put("wrong", seen.wrong())
                .put("coverage", certificate.coverage())
                .put("bound", certificate.bound())
                .put("method", word(certificate.method()))
                .put("certified_at", certificate.certifiedAt().toString());
        json.set("digests", write(certificate.digests()));
        return json;
    }

    /** Throws {@link IllegalArgumentException} or Jackson's exceptions when it is none. */
    public static Certificate read(JsonNode json) {
        return new Certificate(
                json.required("route").asString(),
                new Promise(
                        json.required("error_target").asDouble(),
                        json.required("certainty").asDouble(),
                        Reference.valueOf(constant(json, "reference"))),
                json.required("threshold").asDouble(),
                new Seen(
                        json.required("n").asInt(),
                        json.required("kept").asInt(),
                        json.required("wrong").asInt()),
                json.required("coverage").asDouble(),
                json.required("bound").asDouble(),
                Method.valueOf(constant(json, "method")),
                Instant.parse(json.required("certified_at").asString()),
                readDigests(json.required("digests")));
    }

    static ObjectNode write(Digests digests) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("model_sha256", digests.model())
                .put("tokenizer_sha256", digests.tokenizer())
                .put("template_sha256", digests.template())
                .put("calibrator_sha256", digests.calibrator())
                .put("data_sha256", digests.data());
    }

    static Digests readDigests(JsonNode json) {
        return new Digests(
                json.required("model_sha256").asString(),
                json.required("tokenizer_sha256").asString(),
                json.required("template_sha256").asString(),
                json.required("calibrator_sha256").asString(),
                json.required("data_sha256").asString());
    }

    private static String constant(JsonNode json, String name) {
        return json.required(name).asString().toUpperCase(Locale.ROOT);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
