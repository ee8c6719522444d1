package dev.weir.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class GatewayConfigTest {

    private static final Map<String, String> EVERY_PROPERTY = Map.ofEntries(
            Map.entry("weir.api.unknown-parameters", "reject"),
            Map.entry("weir.api.largest-body", "1MB"),
            Map.entry("weir.api.allow-pins", "false"),
            Map.entry("weir.local-model.folder", "/models/a"),
            Map.entry("weir.local-model.variant", "q4"),
            Map.entry("weir.local-models.b.folder", "/models/b"),
            Map.entry("weir.local-models.b.threads", "1"),
            Map.entry("weir.local-models.b.queue", "2"),
            Map.entry("weir.local-models.b.batch", "3"),
            Map.entry("weir.local-models.b.cache-memory", "4MB"),
            Map.entry("weir.local-models.b.prefix-cache-memory", "0B"),
            Map.entry("weir.local-models.b.longest-stall", "5ms"),
            Map.entry("weir.local-models.b.speculation", "false"),
            Map.entry("weir.providers.p.base-url", "http://127.0.0.1:1/v1"),
            Map.entry("weir.providers.p.api-key", "sk-secret"),
            Map.entry("weir.providers.p.api-keys", "sk-second,sk-third"),
            Map.entry("weir.providers.p.api-key-file", "/run/secrets/p"),
            Map.entry("weir.providers.p.dialect", "azure"),
            Map.entry("weir.providers.p.api-version", "2024-10-21"),
            Map.entry("weir.providers.p.total-timeout", "7s"),
            Map.entry("weir.routes.r.hosted", "p/one*95,p/two * 5"),
            Map.entry("weir.routes.r.error-target", "0.02"),
            Map.entry("weir.routes.r.certainty", "0.9"),
            Map.entry("weir.routes.r.reference", "label"),
            Map.entry("weir.routes.r.audits.rate", "0.1"),
            Map.entry("weir.routes.r.audits.calls-per-day", "7"),
            Map.entry("weir.routes.r.audits.dollars-per-day", "1.5"),
            Map.entry("weir.routes.r.audits.at-once", "2"),
            Map.entry("weir.routes.r.audits.comparison", "embedding"),
            Map.entry("weir.routes.r.audits.similarity", "0.8"),
            Map.entry("weir.routes.r.audits.embedding-model", "b"),
            Map.entry("weir.routes.r.audits.feedback", "representative"),
            Map.entry("weir.routes.s.threshold", "0.9"),
            Map.entry("weir.data-directory", "/var/lib/weir"),
            Map.entry("weir.routes.r.egress", "deny"),
            Map.entry("weir.routes.r.when-hosted-unavailable", "fail"),
            Map.entry("weir.routes.r.hedge-from", "0.7"),
            Map.entry("weir.aliases.gpt", "r"),
            Map.entry("weir.prices[gpt-4.1].input", "2"),
            Map.entry("weir.prices[gpt-4.1].cached-input", "0.5"),
            Map.entry("weir.prices[gpt-4.1].output", "8"),
            Map.entry("weir.core-hour-usd", "0.1"));

    @Test
    void hasSafeDefaults() {
        GatewayConfig config = bind(Map.of("weir.routes.r.local", "m", "weir.providers.p.base-url", ""));

        assertThat(config.api().unknownParameters()).isEqualTo(ApiConfig.UnknownParameters.REPORT);
        assertThat(config.api().largestBody().toMegabytes()).isEqualTo(4);
        assertThat(config.api().allowPins()).isTrue();
        assertThat(config.localModel()).isNull();
        assertThat(config.coreHourUsd()).isEqualByComparingTo("0.04");
        assertThat(config.dataDirectory()).isEqualTo(Path.of("data"));
        RouteConfig route = config.routes().get("r");
        assertThat(route)
                .isEqualTo(new RouteConfig(
                        "m",
                        List.of(),
                        null,
                        null,
                        0.95,
                        RouteConfig.Reference.HOSTED,
                        new AuditConfig(
                                0.05,
                                2000,
                                null,
                                16,
                                AuditConfig.Comparison.EXACT,
                                0.9,
                                "weir-intents",
                                AuditConfig.Feedback.REPORTED),
                        RouteConfig.Egress.ALLOW,
                        RouteConfig.WhenHostedUnavailable.KEEP,
                        null));
        assertThat(config.providers().get("p")).satisfies(provider -> {
            assertThat(provider.isConfigured()).isFalse();
            assertThat(provider.maxAttempts()).isEqualTo(3);
            assertThat(provider.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
            assertThat(provider.firstByteTimeout()).isEqualTo(Duration.ofMinutes(1));
            assertThat(provider.idleTimeout()).isEqualTo(Duration.ofSeconds(30));
            assertThat(provider.totalTimeout()).isEqualTo(Duration.ofMinutes(10));
            assertThat(provider.maxConcurrentCalls()).isEqualTo(256);
        });
    }

    @SuppressWarnings("checkstyle:MethodLength")
    @Test
    void takesEveryProperty() {
        GatewayConfig config = bind(EVERY_PROPERTY);

        assertThat(config.api().unknownParameters()).isEqualTo(ApiConfig.UnknownParameters.REJECT);
        assertThat(config.api().largestBody().toMegabytes()).isEqualTo(1);
        assertThat(config.api().allowPins()).isFalse();
        assertThat(config.providers().get("p")).satisfies(provider -> {
            assertThat(provider.url()).hasToString("http://127.0.0.1:1/v1");
            assertThat(provider.keys()).containsExactly("sk-secret", "sk-second", "sk-third");
            assertThat(provider.apiKeyFile()).isEqualTo("/run/secrets/p");
            assertThat(provider.dialect()).isEqualTo(ProviderDialect.AZURE);
            assertThat(provider.apiVersion()).isEqualTo("2024-10-21");
            assertThat(provider.totalTimeout()).isEqualTo(Duration.ofSeconds(7));
        });
        assertThat(config.routes().get("r"))
                .isEqualTo(new RouteConfig(
                        null,
                        List.of(new HostedReference("p/one", 95), new HostedReference("p/two", 5)),
                        null,
                        0.02,
                        0.9,
                        RouteConfig.Reference.LABEL,
                        new AuditConfig(
                                0.1,
                                7,
                                new BigDecimal("1.5"),
                                2,
                                AuditConfig.Comparison.EMBEDDING,
                                0.8,
                                "b",
                                AuditConfig.Feedback.REPRESENTATIVE),
                        RouteConfig.Egress.DENY,
                        RouteConfig.WhenHostedUnavailable.FAIL,
                        0.7));
        assertThat(config.routes().get("s"))
                .satisfies(route -> assertThat(route.threshold()).isEqualTo(0.9));
        assertThat(config.dataDirectory()).isEqualTo(Path.of("/var/lib/weir"));
        assertThat(config.aliases()).containsEntry("gpt", "r");
        assertThat(config.prices().get("gpt-4.1"))
                .isEqualTo(new PriceConfig(BigDecimal.TWO, new BigDecimal("0.5"), BigDecimal.valueOf(8)));
        assertThat(config.coreHourUsd()).isEqualByComparingTo("0.1");
    }

    @Test
    void takesEveryPropertyOfALocalModel() {
        GatewayConfig config = bind(EVERY_PROPERTY);

        assertThat(config.localModel())
                .isEqualTo(new LocalModelConfig(
                        "/models/a",
                        "q4",
                        0,
                        256,
                        16,
                        DataSize.ofGigabytes(1),
                        DataSize.ofMegabytes(256),
                        Duration.ofMillis(150),
                        true));
        assertThat(config.localModels())
                .containsEntry(
                        "b",
                        new LocalModelConfig(
                                "/models/b",
                                null,
                                1,
                                2,
                                3,
                                DataSize.ofMegabytes(4),
                                DataSize.ofBytes(0),
                                Duration.ofMillis(5),
                                false));
    }

    @Test
    void hidesSecretsWhenPrinted() {
        GatewayConfig config =
                bind(Map.of("weir.providers.p.api-key", "sk-secret", "weir.providers.p.api-keys", "sk-secret-2"));

        assertThat(config.toString())
                .contains("apiKey=***")
                .contains("apiKeys=[***]")
                .doesNotContain("sk-secret");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("weir.routes.r.threshold", "1.01", "threshold must be 0 to 1"),
                Arguments.of("weir.routes.r.threshold", "NaN", "threshold must be 0 to 1"),
                Arguments.of("weir.routes.r.error-target", "0", "error-target must be above 0"),
                Arguments.of("weir.routes.r.certainty", "1", "certainty must be above 0"),
                Arguments.of("weir.local-models.b.threads", "1", "needs a folder"),
                Arguments.of("weir.local-model.queue", "1", "needs a folder"),
                Arguments.of("weir.api.largest-body", "2GB", "largest-body must be"),
                Arguments.of("weir.providers.p.base-url", "example.com", "base-url must begin with"),
                Arguments.of("weir.providers.p.idle-timeout", "0s", "every timeout must be positive"),
                Arguments.of("weir.providers.p.max-attempts", "0", "must be at least 1"),
                Arguments.of("weir.providers.p.dialect", "morse", "ProviderDialect.morse"),
                Arguments.of("weir.providers.p.api-version", "2024-10-21", "for the dialect azure only"),
                Arguments.of("weir.providers.p.region", "eu-central-1", "for the dialect bedrock only"),
                Arguments.of("weir.prices.m.input", "1", "needs input and output"),
                Arguments.of("weir.core-hour-usd", "-1", "must not be negative"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesWhatCannotBe(String name, String value, String sentence) {
        assertThatThrownBy(() -> bind(Map.of(name, value))).rootCause().hasMessageContaining(sentence);
    }

    @Test
    void refusesAThresholdBesideAnErrorTarget() {
        assertThatThrownBy(() -> bind(Map.of("weir.routes.r.threshold", "0.5", "weir.routes.r.error-target", "0.02")))
                .rootCause()
                .hasMessageContaining("not both");
    }

    @Test
    void needsTheAddressOfAnAzureResource() {
        Map<String, String> withoutAddress =
                Map.of("weir.providers.p.dialect", "azure", "weir.providers.p.api-key", "sk-secret");

        assertThatThrownBy(() -> bind(withoutAddress)).rootCause().hasMessageContaining("needs a base-url");
    }

    @Test
    void needsARegionOfAmazons() {
        Map<String, String> withoutRegion =
                Map.of("weir.providers.p.dialect", "bedrock", "weir.providers.p.api-key", "sk-secret");

        assertThatThrownBy(() -> bind(withoutRegion)).rootCause().hasMessageContaining("needs a region");
    }

    @Test
    void findsAmazonsAddressByTheRegion() {
        GatewayConfig config = bind(Map.of(
                "weir.providers.p.dialect", "bedrock",
                "weir.providers.p.api-key", "sk-secret",
                "weir.providers.p.region", "eu-central-1"));

        assertThat(config.providers().get("p"))
                .satisfies(provider ->
                        assertThat(provider.url()).hasToString("https://bedrock-runtime.eu-central-1.amazonaws.com"));
    }

    @Test
    void knowsWhereADialectIsServed() {
        GatewayConfig config =
                bind(Map.of("weir.providers.p.dialect", "mistral", "weir.providers.p.api-key", "sk-secret"));

        assertThat(config.providers().get("p"))
                .satisfies(provider -> assertThat(provider.url()).hasToString("https://api.mistral.ai/v1"));
    }

    private static GatewayConfig bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(new HashMap<>(properties)))
                .bind("weir", GatewayConfig.class)
                .get();
    }
}
