package dev.weir.gateway.metering;

import dev.weir.slm.EngineStats;
import dev.weir.slm.SlmEngine;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Meters of what happens inside a generative local model. */
public final class EngineMeters {

    private static final String BYTES = "bytes";

    private final MeterRegistry registry;

    public EngineMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Watches a model for as long as it is loaded. */
    public void watch(String model, SlmEngine engine) {
        gauge("weir.local.waiting", "Requests that wait for the model", model, engine, EngineStats::waiting);
        gauge("weir.local.running", "Requests that the model answers now", model, engine, EngineStats::running);
        memory("running", model, engine, EngineStats::cacheBytes);
        memory("prefixes", model, engine, EngineStats::prefixCacheBytes);
        prompt("read", model, engine, EngineStats::promptTokensRead);
        prompt("reused", model, engine, EngineStats::promptTokensReused);
        counter("weir.local.steps", "Passes that chose tokens", model, engine, EngineStats::steps);
        counter("weir.local.chosen.tokens", "Tokens of answers", model, engine, EngineStats::tokensChosen);
        guessed("right", model, engine, EngineStats::tokensGuessedRight);
        guessed("wrong", model, engine, stats -> stats.tokensGuessed() - (double) stats.tokensGuessedRight());
        counter(
                "weir.local.displaced",
                "Requests begun again for lack of memory",
                model,
                engine,
                EngineStats::displaced);
    }

    private void gauge(
            String name, String description, String model, SlmEngine engine, ToDoubleFunction<EngineStats> value) {
        Gauge.builder(name, engine, it -> value.applyAsDouble(it.stats()))
                .description(description)
                .tag("model", model)
                .register(registry);
    }

    private void memory(String use, String model, SlmEngine engine, ToDoubleFunction<EngineStats> value) {
        Gauge.builder("weir.local.cache.memory", engine, it -> value.applyAsDouble(it.stats()))
                .description("Memory of keys and values")
                .baseUnit(BYTES)
                .tags("model", model, "use", use)
                .register(registry);
    }

    private void prompt(String how, String model, SlmEngine engine, ToDoubleFunction<EngineStats> value) {
        FunctionCounter.builder("weir.local.prompt.tokens", engine, it -> value.applyAsDouble(it.stats()))
                .description("Tokens of prompts, read by the model or known before")
                .tags("model", model, "how", how)
                .register(registry);
    }

    private void guessed(String result, String model, SlmEngine engine, ToDoubleFunction<EngineStats> value) {
        FunctionCounter.builder("weir.local.guessed.tokens", engine, it -> value.applyAsDouble(it.stats()))
                .description("Tokens tried before their turn")
                .tags("model", model, "result", result)
                .register(registry);
    }

    private void counter(
            String name, String description, String model, SlmEngine engine, ToDoubleFunction<EngineStats> value) {
        FunctionCounter.builder(name, engine, it -> value.applyAsDouble(it.stats()))
                .description(description)
                .tag("model", model)
                .register(registry);
    }
}
