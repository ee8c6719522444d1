package dev.weir.slm;

import dev.weir.slm.onnx.LoadedModel;
import dev.weir.slm.onnx.Scheduler;
import java.time.InstantSource;
import java.util.List;

/**
 * A generative model on this machine's processors.
 *
 * <p>One thread of its own runs the model and calls every listener; two others prepare prompts. Requests wait in a bounded
 * queue.
 * All methods may be called from any thread, and none but {@link #close()} waits for a generation.
 *
 * <p>Close it before the process exits. ONNX Runtime frees its memory in a shutdown hook of its own, and crashes the
 * process if a native call is running then: whoever handles the process's signals closes every engine first.
 */
public final class SlmEngine implements AutoCloseable {

    private final LoadedModel model;
    private final Scheduler scheduler;

    private SlmEngine(LoadedModel model, Scheduler scheduler) {
        this.model = model;
        this.scheduler = scheduler;
    }

    /**
     * Loads a model and starts its thread.
     *
     * @throws SlmException.UnusableModel if the folder cannot be run; the message names the file and what is wrong
     */
    public static SlmEngine load(SlmOptions options) {
        return load(options, InstantSource.system());
    }

    static SlmEngine load(SlmOptions options, InstantSource clock) {
        LoadedModel model = LoadedModel.open(options);
        return new SlmEngine(model, Scheduler.start(model, options.queueCapacity(), clock));
    }

    /**
     * Queues a request; never blocks. What is wrong with the request itself, such as a prompt that is too long, the
     * listener hears.
     *
     * @throws SlmException.QueueFull if as many requests wait as may wait
     * @throws IllegalStateException after {@link #close()}
     */
    public RunningGeneration submit(GenerationRequest request, GenerationListener listener) {
        return scheduler.submit(request, listener);
    }

    /** What was loaded. */
    public ModelDescription description() {
        return model.description();
    }

    /** How the model's makers want it sampled, as {@code generation_config.json} says; greedy where it says nothing. */
    public Sampling defaultSampling() {
        return model.config().sampling();
    }

    /**
     * How many tokens a conversation has for this model, the chat template's included.
     *
     * @throws SlmException.Unsupported if the template refuses the conversation
     * @throws SlmException.UnusableModel if the model has no chat template
     */
    public int countTokens(List<ChatTurn> turns) {
        return model.prompts().encode(turns, List.of()).length;
    }

    /** Whether it can call tools; requests with tools fail otherwise. */
    public boolean callsTools() {
        return model.prompts().toolFormat().isPresent();
    }

    /**
     * The bytes of UTF-8 that one token adds to a text; none where it steers the model, or there is no such token. The
     * bytes of all tokens of a generation are its text, unless a stop string cut it or some are no characters.
     *
     * @param first whether the text begins with it; some tokenizers drop a space there
     */
    public byte[] bytesOf(int token, boolean first) {
        return model.tokenizer().bytesOf(token, first);
    }

    /** A token as the model's tokenizer writes it, such as {@code <|im_end|>}; empty if there is none of that id. */
    public String nameOf(int token) {
        return model.tokenizer().nameOf(token);
    }

    /** How many requests wait for those that run. */
    public int waiting() {
        return scheduler.waiting();
    }

    /** What it does now, and what it has done so far. */
    public EngineStats stats() {
        return scheduler.stats();
    }

    /**
     * Cancels what runs and what waits; their listeners hear {@link SlmException.Cancelled} before this returns. Waits
     * for the native call that is running. Closing twice does nothing.
     *
     * @throws IllegalStateException if a listener calls it from the engine's thread
     */
    @Override
    public void close() {
        scheduler.close();
    }
}
