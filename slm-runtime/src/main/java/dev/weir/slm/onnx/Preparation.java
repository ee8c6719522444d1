package dev.weir.slm.onnx;

import dev.weir.slm.Constraint;
import dev.weir.slm.GenerationRequest;
import dev.weir.slm.SlmException;
import dev.weir.slm.constraint.CompiledConstraint;
import org.jspecify.annotations.Nullable;

/** What has to be known of a request before the model reads it. Costs no time of the engine's thread. */
final class Preparation {

    private final long[] prompt;
    private final @Nullable CompiledConstraint constraint;
    private final long cpuNanos;

    private Preparation(long[] prompt, @Nullable CompiledConstraint constraint, long cpuNanos) {
        this.prompt = prompt;
        this.constraint = constraint;
        this.cpuNanos = cpuNanos;
    }

    /**
     * Renders and tokenises the prompt, and compiles the constraint.
     *
     * @throws SlmException.PromptTooLong if the context has no room for the prompt and one token
     * @throws SlmException.Unsupported if the prompt cannot be given to this model
     * @throws SlmException.Unenforceable if the constraint cannot be enforced
     */
    static Preparation of(GenerationRequest request, LoadedModel model) {
        CpuClock cpu = CpuClock.start();
        long[] prompt = tokens(request, model);
        int context = model.description().contextTokens();
        if (prompt.length >= context) {
            throw new SlmException.PromptTooLong(prompt.length, context);
        }
        if (prompt.length == 0) {
            throw new SlmException.Unsupported("the prompt has no tokens");
        }
        return new Preparation(prompt, compiled(request.constraint(), model), cpu.java());
    }

    /** The tokens that the model reads first; not to be changed. */
    long[] prompt() {
        return prompt;
    }

    @Nullable
    CompiledConstraint constraint() {
        return constraint;
    }

    /** Processor time in nanoseconds that it took. */
    long cpuNanos() {
        return cpuNanos;
    }

    private static long[] tokens(GenerationRequest request, LoadedModel model) {
        String raw = request.prompt();
        if (raw != null) {
            return model.prompts().encode(raw);
        }
        if (request.promptIds().isEmpty()) {
            return model.prompts().encode(request.turns());
        }
        request.promptIds().stream()
                .filter(id -> id < 0 || id >= model.vocabulary())
                .findFirst()
                .ifPresent(id -> {
                    throw new SlmException.Unsupported("the prompt has the token " + id + ", and the model knows 0 to "
                            + (model.vocabulary() - 1));
                });
        return request.promptIds().stream().mapToLong(Integer::longValue).toArray();
    }

    private static @Nullable CompiledConstraint compiled(@Nullable Constraint constraint, LoadedModel model) {
        if (constraint == null) {
            return null;
        }
        try {
            return model.constraints().get(constraint);
        } catch (SlmException.Unsupported e) {
            throw new SlmException.Unenforceable(String.valueOf(e.getMessage()));
        }
    }
}
