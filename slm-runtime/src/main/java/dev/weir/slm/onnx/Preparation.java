package dev.weir.slm.onnx;

import dev.weir.slm.Constraint;
import dev.weir.slm.GenerationRequest;
import dev.weir.slm.SlmException;
import dev.weir.slm.ToolUse;
import dev.weir.slm.constraint.CompiledConstraint;
import dev.weir.slm.constraint.ToolConstraint;
import dev.weir.slm.text.RenderedPrompt;
import dev.weir.slm.text.Span;
import dev.weir.slm.tool.ToolFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What has to be known of a request before the model reads it. Costs no time of the engine's thread. */
final class Preparation {

    private final long[] prompt;
    private final List<long[]> weighed;
    private final @Nullable CompiledConstraint constraint;
    private final long cpuNanos;

    private Preparation(long[] prompt, List<long[]> weighed, @Nullable CompiledConstraint constraint, long cpuNanos) {
        this.prompt = prompt;
        this.weighed = weighed;
        this.constraint = constraint;
        this.cpuNanos = cpuNanos;
    }

    /**
     * Renders and tokenises the prompt, and compiles the constraint.
     *
     * @throws SlmException.PromptTooLong if the context has no room for the prompt and one token
     * @throws SlmException.Unsupported if the prompt cannot be given to this model, or it cannot call tools
     * @throws SlmException.Unenforceable if the constraint cannot be enforced
     */
    static Preparation of(GenerationRequest request, LoadedModel model) {
        CpuClock cpu = CpuClock.start();
        if (request.tools() != null) {
            toolFormat(model);
        }
        long[] prompt = tokens(request, model);
        int context = model.description().contextTokens();
        List<long[]> weighed = weighed(request.weighed(), model);
        int longest = weighed.stream().mapToInt(text -> text.length).max().orElse(1);
        if (prompt.length + longest > context) {
            throw new SlmException.PromptTooLong(prompt.length, context);
        }
        if (prompt.length == 0) {
            throw new SlmException.Unsupported("the prompt has no tokens");
        }
        return new Preparation(prompt, weighed, compiled(request, model), cpu.java());
    }

    /** What was said is never one of the model's own tokens. One text that another goes on from has to end. */
    private static List<long[]> weighed(List<String> texts, LoadedModel model) {
        List<long[]> spelled = texts.stream()
                .map(text -> model.tokenizer().encode(new RenderedPrompt(text, List.of(new Span(0, text.length())))))
                .toList();
        return spelled.stream()
                .map(text -> spelled.stream().anyMatch(other -> goesOn(other, text)) ? ended(text) : text)
                .toList();
    }

    private static boolean goesOn(long[] longer, long[] text) {
        return longer.length > text.length && Arrays.mismatch(longer, text) == text.length;
    }

    private static long[] ended(long[] text) {
        long[] ended = Arrays.copyOf(text, text.length + 1);
        ended[text.length] = Weighing.END;
        return ended;
    }

    /** The tokens that the model reads first; not to be changed. */
    long[] prompt() {
        return prompt;
    }

    /** The tokens of the texts that are to be weighed. */
    List<long[]> weighed() {
        return weighed;
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
            ToolUse tools = request.tools();
            return model.prompts().encode(request.turns(), tools == null ? List.of() : tools.tools());
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

    private static @Nullable CompiledConstraint compiled(GenerationRequest request, LoadedModel model) {
        Constraint constraint = request.constraint();
        ToolUse tools = request.tools();
        if (constraint == null && tools == null) {
            return null;
        }
        try {
            return tools == null
                    ? model.constraints().get(Objects.requireNonNull(constraint))
                    : model.constraints().get(new ToolConstraint(toolFormat(model), tools, constraint));
        } catch (SlmException.Unsupported e) {
            throw new SlmException.Unenforceable(String.valueOf(e.getMessage()));
        }
    }

    private static ToolFormat toolFormat(LoadedModel model) {
        return model.prompts()
                .toolFormat()
                .orElseThrow(() -> new SlmException.Unsupported(
                        "tools: the model's chat template is written for no form of calls that is known here"));
    }
}
