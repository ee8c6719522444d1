package dev.weir.gateway.wiring;

import dev.weir.escalation.ApiKeys;
import dev.weir.escalation.Dialect;
import dev.weir.escalation.EscalationObserver;
import dev.weir.escalation.HostedModels;
import dev.weir.escalation.HostedOptions;
import dev.weir.escalation.KeyRing;
import dev.weir.escalation.MissingLibraryException;
import dev.weir.escalation.resilience.ResilientHostedModel;
import dev.weir.gateway.config.ConfigurationException;
import dev.weir.gateway.config.GatewayConfig;
import dev.weir.gateway.config.HostedReference;
import dev.weir.gateway.config.ProviderConfig;
import dev.weir.gateway.config.RouteConfig;
import dev.weir.gateway.routing.HostedTier;
import dev.weir.gateway.tier.ChainOrder;
import dev.weir.gateway.tier.HostedChain;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;

/** The hosted models that routes name, one object per model however many routes name it. */
final class HostedProviders {

    private final Map<String, ProviderConfig> providers;
    private final Map<String, ResilientHostedModel> models = new TreeMap<>();
    private final Map<String, ApiKeys> keyRings = new HashMap<>();
    private final ObjectMapper json;
    private final Clock clock;

    private HostedProviders(Map<String, ProviderConfig> providers, ObjectMapper json, Clock clock) {
        this.providers = providers;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Makes every model whose provider is configured and that a route names which lets requests leave: what no such
     * route names cannot be reached under any name. Nothing connects yet.
     */
    static HostedProviders of(
            GatewayConfig config, HostedModels factory, EscalationObserver observer, ObjectMapper json, Clock clock) {
        HostedProviders made = new HostedProviders(config.providers(), json, clock);
        config.routes().values().stream()
                .filter(route -> route.egress() == RouteConfig.Egress.ALLOW)
                .flatMap(route -> route.hosted().stream())
                .map(HostedReference::model)
                .distinct()
                .filter(made::isConfigured)
                .forEach(reference -> made.models.put(reference, made.open(reference, factory, observer)));
        return made;
    }

    /** Whether {@code reference} is {@code provider/model} with a provider that exists, configured or not. */
    boolean isKnown(String reference) {
        int slash = reference.indexOf('/');
        return slash > 0 && slash < reference.length() - 1 && providers.containsKey(reference.substring(0, slash));
    }

    boolean isAnyConfigured() {
        return providers.values().stream().anyMatch(ProviderConfig::isConfigured);
    }

    /** Those of the models whose provider is configured, as one tier; null when there is none. */
    @Nullable
    HostedTier chain(List<HostedReference> references) {
        List<HostedReference> configured = references.stream()
                .filter(reference -> models.containsKey(reference.model()))
                .toList();
        if (configured.isEmpty()) {
            return null;
        }
        ChainOrder order =
                new ChainOrder(configured.stream().map(HostedReference::weight).toList());
        List<String> names = configured.stream().map(HostedReference::model).toList();
        List<ResilientHostedModel> listed = names.stream()
                .map(name -> Objects.requireNonNull(models.get(name)))
                .toList();
        return new HostedChain(
                List.copyOf(listed),
                () -> order.draw(
                        ThreadLocalRandom.current().nextDouble(),
                        place -> listed.get(place).isTroubled()),
                repeats(names),
                json,
                clock);
    }

    /** Every model by its name without the provider. */
    Map<String, HostedTier> all() {
        Map<String, HostedTier> byName = new TreeMap<>();
        models.forEach((reference, model) -> byName.putIfAbsent(
                modelOf(reference),
                new HostedChain(List.of(model), () -> List.of(0), repeats(List.of(reference)), json, clock)));
        return byName;
    }

    /** A longer chain does not multiply what one request may cost: all of it repeats as often as its most patient model. */
    private int repeats(List<String> references) {
        return references.stream()
                .filter(models::containsKey)
                .mapToInt(reference -> provider(reference).maxAttempts() - 1)
                .max()
                .orElse(0);
    }

    private boolean isConfigured(String reference) {
        return isKnown(reference) && provider(reference).isConfigured();
    }

    private ProviderConfig provider(String reference) {
        return Objects.requireNonNull(providers.get(providerOf(reference)));
    }

    private static String providerOf(String reference) {
        return reference.substring(0, reference.indexOf('/'));
    }

    private static String modelOf(String reference) {
        return reference.substring(reference.indexOf('/') + 1);
    }

    private ResilientHostedModel open(String reference, HostedModels factory, EscalationObserver observer) {
        try {
            return factory.open(dialect(provider(reference)), options(reference), observer);
        } catch (MissingLibraryException missing) {
            throw new ConfigurationException(
                    "weir.providers.%s speaks a dialect whose library is missing: add dev.langchain4j:%s to the class path."
                            .formatted(providerOf(reference), missing.artifact()));
        }
    }

    private static Dialect dialect(ProviderConfig provider) {
        return switch (provider.dialect()) {
            case OPENAI -> new Dialect.OpenAi();
            case AZURE -> new Dialect.Azure(provider.apiVersion());
            case MISTRAL -> new Dialect.Mistral();
            case ANTHROPIC -> new Dialect.Anthropic();
            case GEMINI -> new Dialect.Gemini();
            case BEDROCK -> new Dialect.Bedrock(provider.region());
        };
    }

    /** The models of a provider share its keys, and what is known of them. */
    private ApiKeys keys(String providerName, ProviderConfig provider) {
        return keyRings.computeIfAbsent(providerName, _ -> new KeyRing(keySource(provider), clock));
    }

    private Supplier<List<String>> keySource(ProviderConfig provider) {
        List<String> configured = provider.keys();
        if (provider.apiKeyFile().isEmpty()) {
            return () -> configured;
        }
        KeyFile file = KeyFile.open(Path.of(provider.apiKeyFile()), clock, Thread::startVirtualThread);
        return () -> Stream.concat(configured.stream(), file.get().stream()).toList();
    }

    private HostedOptions options(String reference) {
        ProviderConfig provider = provider(reference);
        return new HostedOptions(
                reference,
                provider.url(),
                keys(providerOf(reference), provider),
                modelOf(reference),
                provider.connectTimeout(),
                provider.firstByteTimeout(),
                provider.idleTimeout(),
                provider.totalTimeout(),
                provider.maxAttempts(),
                provider.maxConcurrentCalls());
    }
}
