package dev.weir.gateway.wiring;

import dev.weir.gateway.calibration.LabelEvidence;
import dev.weir.gateway.certification.Digests;
import dev.weir.gateway.config.ConfigurationException;
import dev.weir.gateway.config.GatewayConfig;
import dev.weir.gateway.config.LocalModelConfig;
import dev.weir.gateway.evaluation.LabelKind;
import dev.weir.gateway.evaluation.Subject;
import dev.weir.gateway.evaluation.TextKind;
import dev.weir.gateway.routing.LocalTier;
import dev.weir.gateway.routing.Threshold;
import dev.weir.gateway.shelf.HubFolders;
import dev.weir.gateway.shelf.HubReference;
import dev.weir.gateway.tier.ClassifierTier;
import dev.weir.gateway.tier.GeneratorTier;
import dev.weir.gateway.wiring.Calibrations.Calibrated;
import dev.weir.slm.ModelDescription;
import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmClassifier;
import dev.weir.slm.SlmEngine;
import dev.weir.slm.SlmLimits;
import dev.weir.slm.SlmOptions;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.ObjectMapper;

/** The local models of this process, loaded and warm; closing it waits for what they still compute. */
final class LocalModels implements AutoCloseable {

    private static final String CLASS_PATH = "classpath:";
    private static final String CLASSIFIER_SUFFIX = "ForSequenceClassification";
    private static final String WARM_UP_TEXT = "what is my balance";
    private static final int WARM_UPS = 60;

    private final Map<String, LocalModel> models = new LinkedHashMap<>();
    private final Map<String, SlmEngine> engines = new LinkedHashMap<>();
    private final Map<String, SlmClassifier> classifiers = new LinkedHashMap<>();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final ObjectMapper json;
    private final InstantSource clock;

    private LocalModels(ObjectMapper json, InstantSource clock) {
        this.json = json;
        this.clock = clock;
    }

    /** Loads one model by itself. */
    static LocalModels loadOnly(String name, LocalModelConfig config, ObjectMapper json, InstantSource clock) {
        LocalModels loaded = new LocalModels(json, clock);
        try {
            loaded.add(name, config);
            return loaded;
        } catch (RuntimeException e) {
            loaded.close();
            throw e;
        }
    }

    /** Loads every configured model. */
    static LocalModels load(GatewayConfig config, ObjectMapper json, InstantSource clock) {
        LocalModels loaded = new LocalModels(json, clock);
        try {
            config.localModels().forEach(loaded::add);
            LocalModelConfig inFront = config.localModel();
            if (inFront != null) {
                loaded.add(folder(inFront).name(), inFront);
            }
            return loaded;
        } catch (RuntimeException e) {
            loaded.close();
            throw e;
        }
    }

    /** The name under which {@code --local-model} is known; null when it was not given. */
    static @Nullable String nameInFront(GatewayConfig config) {
        LocalModelConfig inFront = config.localModel();
        return inFront == null ? null : folder(inFront).name();
    }

    @Nullable
    LocalModel find(String name) {
        return models.get(name);
    }

    /** The generative models by name. */
    Map<String, SlmEngine> engines() {
        return Collections.unmodifiableMap(engines);
    }

    /** Fails when no classifier has this name. */
    SlmClassifier classifier(String name) {
        SlmClassifier found = classifiers.get(name);
        if (found == null) {
            throw new ConfigurationException(
                    "The embedding-model '" + name + "' is no classifier among weir.local-models.");
        }
        return found;
    }

    Collection<LocalModel> all() {
        return Collections.unmodifiableCollection(models.values());
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("a local model did not close", e);
            }
        }
    }

    private void add(String name, LocalModelConfig config) {
        if (models.containsKey(name)) {
            throw new ConfigurationException("There are two local models with the name " + name
                    + "; rename the folder of --local-model, or the entry in weir.local-models.");
        }
        ModelFolder folder = folder(config);
        models.put(name, isClassifier(folder) ? classifier(name, folder, config) : generator(name, folder, config));
    }

    private static ModelFolder folder(LocalModelConfig config) {
        if (HubReference.is(config.folder())) {
            return new HubFolders(System.getenv()).find(config.folder());
        }
        return config.folder().startsWith(CLASS_PATH)
                ? ModelFolder.onClassPath(config.folder().substring(CLASS_PATH.length()))
                : ModelFolder.at(Path.of(config.folder()));
    }

    private boolean isClassifier(ModelFolder folder) {
        return folder.find("config.json")
                .map(json::readTree)
                .map(config -> config.path("architectures").path(0).asString(""))
                .filter(architecture -> architecture.endsWith(CLASSIFIER_SUFFIX))
                .isPresent();
    }

    private LocalModel classifier(String name, ModelFolder folder, LocalModelConfig config) {
        if (config.variant() != null) {
            throw new ConfigurationException("The local model " + name
                    + " is a classifier, which has no variants to choose from; leave out its variant.");
        }
        SlmClassifier classifier = SlmClassifier.load(folder);
        open.push(classifier);
        classifiers.put(name, classifier);
        int threads = cores(config);
        // The scheduler counts the waiting per thread.
        int queuePerThread = Math.max(1, config.queue() / threads);
        Scheduler scheduler = Schedulers.newBoundedElastic(threads, queuePerThread, "weir-" + name);
        open.push(scheduler::dispose);
        for (int i = 0; i < WARM_UPS; i++) {
            classifier.classify(WARM_UP_TEXT);
        }
        Calibrated<LabelEvidence> calibrated = Calibrations.ofLabels(folder, classifier, json);
        return LocalModel.of(
                calibrated,
                new Subject<>(
                        name,
                        new Digests(
                                classifier.modelDigest(),
                                classifier.tokenizerDigest(),
                                "",
                                Calibrations.digest(folder),
                                ""),
                        new LabelKind(classifier.labels()),
                        calibrated.fitted() ? calibrated.calibration() : null,
                        calibration -> new ClassifierTier(name, classifier, calibration, scheduler, json, clock)),
                "%d labels, %s".formatted(classifier.labels().size(), classifier.file()));
    }

    private LocalModel generator(String name, ModelFolder folder, LocalModelConfig config) {
        SlmEngine engine = SlmEngine.load(SlmOptions.of(folder)
                .withVariant(config.variant())
                .withThreads(cores(config))
                .withQueueCapacity(config.queue())
                .withLimits(new SlmLimits(
                        config.batch(),
                        config.cacheMemory().toBytes(),
                        config.prefixCacheMemory().toBytes(),
                        config.longestStall(),
                        config.speculation())));
        open.push(engine);
        engines.put(name, engine);
        if (!engine.description().hasChatTemplate()) {
            throw new ConfigurationException(folder.nameOf("tokenizer_config.json")
                    + " has no chat_template, so the model cannot answer conversations; add one.");
        }
        var calibrated = Calibrations.ofText(folder, engine.description(), json);
        ModelDescription model = engine.description();
        return LocalModel.of(
                calibrated,
                new Subject<>(
                        name,
                        new Digests(
                                model.modelDigest(),
                                model.tokenizerDigest(),
                                Objects.requireNonNullElse(model.templateDigest(), ""),
                                Calibrations.digest(folder),
                                ""),
                        new TextKind(config.batch()),
                        calibrated.fitted() ? calibrated.calibration() : null,
                        calibration -> new GeneratorTier(name, engine, calibration, json)),
                "generative, %s, context of %d tokens".formatted(model.file(), model.contextTokens()));
    }

    private static int cores(LocalModelConfig config) {
        return config.threads() == 0 ? Runtime.getRuntime().availableProcessors() : config.threads();
    }

    /**
     * One loaded model.
     *
     * @param calibrated what its folder brings
     * @param subject the model behind whatever calibration
     * @param tier the model behind what its folder brings
     * @param description for the start log
     */
    record LocalModel(Calibrated<?> calibrated, Subject<?> subject, LocalTier tier, String description) {

        static <E> LocalModel of(Calibrated<E> calibrated, Subject<E> subject, String description) {
            return new LocalModel(calibrated, subject, subject.tier().apply(calibrated.calibration()), description);
        }

        String name() {
            return subject.model();
        }

        /** That its folder vouches for; null when it vouches for none. */
        @Nullable
        Threshold threshold() {
            return calibrated.threshold();
        }
    }
}
