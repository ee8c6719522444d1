package dev.weir.gateway.tier;

import dev.weir.gateway.routing.AnswerForm;
import dev.weir.gateway.routing.Message;
import dev.weir.gateway.routing.Passage;
import dev.weir.gateway.routing.Prompt;
import dev.weir.gateway.routing.Settings;
import dev.weir.gateway.routing.TierException;
import dev.weir.gateway.routing.Tools;
import dev.weir.slm.ChatTurn;
import dev.weir.slm.Constraint;
import dev.weir.slm.GenerationRequest;
import dev.weir.slm.Sampling;
import dev.weir.slm.Tool;
import dev.weir.slm.ToolCall;
import dev.weir.slm.ToolUse;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes of a prompt what a generative model is asked for. */
final class GenerationRequests {

    private final Sampling defaults;
    private final boolean callsTools;

    /**
     * @param defaults what the caller leaves open is the model's own choice, not ours
     * @param callsTools whether the model has a form for calls of tools
     */
    GenerationRequests(Sampling defaults, boolean callsTools) {
        this.defaults = defaults;
        this.callsTools = callsTools;
    }

    /** The request for one of the prompt's choices. A seed gives each choice another, but the first its own. */
    GenerationRequest request(Prompt prompt, int choice) {
        Settings settings = prompt.settings();
        Integer alternatives = settings.topLogProbabilities();
        return asking(prompt)
                .maxTokens(settings.maxTokens())
                .sampling(sampling(settings.draw(), choice))
                .stops(settings.stops())
                .constraint(constraint(prompt.form()))
                .tools(toolUse(prompt.tools()))
                .topLogProbabilities(alternatives == null ? 0 : alternatives)
                .deadline(prompt.deadline())
                .build();
    }

    private static GenerationRequest.Builder asking(Prompt prompt) {
        return switch (prompt.form()) {
            case AnswerForm.Continuation(Passage.Words(String text)) -> GenerationRequest.continuing(text);
            case AnswerForm.Continuation(Passage.Tokens(List<Integer> ids)) -> GenerationRequest.continuing(ids);
            default ->
                GenerationRequest.answering(
                        prompt.messages().stream().map(GenerationRequests::turn).toList());
        };
    }

    /** Refuses what the model cannot do. */
    void requireSupported(Prompt prompt) {
        if (!prompt.beyondText().isEmpty()) {
            throw TierException.unsupported(prompt.beyondText().getFirst());
        }
        if (prompt.form() instanceof AnswerForm.Embeddings) {
            throw TierException.unsupported("model", "it writes text and has no embeddings");
        }
        if (!callsTools) {
            requireNoTools(prompt);
        }
    }

    private static void requireNoTools(Prompt prompt) {
        if (prompt.tools().mayBeCalled()) {
            throw TierException.unsupported("tools");
        }
        List<Message> messages = prompt.messages();
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).isOfTools()) {
                throw TierException.unsupported("messages[" + i + "].role");
            }
        }
    }

    private static ChatTurn turn(Message message) {
        List<ToolCall> calls = message.calls().stream()
                .map(call -> new ToolCall(call.id(), call.name(), call.arguments()))
                .toList();
        return new ChatTurn(message.role(), message.text(), calls, message.answered());
    }

    /** The model is told of all functions wherever it may call one, and of none where it may not. */
    private static @Nullable ToolUse toolUse(Tools tools) {
        if (!tools.mayBeCalled()) {
            return null;
        }
        List<Tool> told = tools.functions().stream()
                .map(function -> new Tool(function.name(), function.description(), function.parameters()))
                .toList();
        boolean required = tools.use() == Tools.Use.REQUIRED;
        return new ToolUse(told, Set.copyOf(tools.callable()), required, tools.parallel());
    }

    private static @Nullable Constraint constraint(AnswerForm form) {
        return switch (form) {
            case AnswerForm.Text _, AnswerForm.Continuation _, AnswerForm.Decision _, AnswerForm.Embeddings _ -> null;
            case AnswerForm.JsonObject _ -> new Constraint.JsonObject();
            case AnswerForm.Schema schema -> new Constraint.JsonSchema(schema.schema());
        };
    }

    private @Nullable Sampling sampling(Settings.Draw draw, int choice) {
        if (draw.equals(Settings.Draw.FREE)) {
            return null;
        }
        double topP = or(draw.topP(), defaults.topP());
        return defaults.withTemperature(or(draw.temperature(), defaults.temperature()))
                .withTopP(Math.max(topP, Double.MIN_NORMAL))
                .withTopK(draw.topK() == null ? defaults.topK() : draw.topK())
                .withMinP(or(draw.minP(), defaults.minP()))
                .withRepetitionPenalty(or(draw.repetitionPenalty(), defaults.repetitionPenalty()))
                .withFrequencyPenalty(or(draw.frequencyPenalty(), 0))
                .withPresencePenalty(or(draw.presencePenalty(), 0))
                .withLogitBias(draw.logitBias())
                .withSeed(draw.seed() == null ? null : Long.valueOf(draw.seed() + choice));
    }

    private static double or(@Nullable Double wanted, double otherwise) {
        return wanted == null ? otherwise : wanted;
    }
}
