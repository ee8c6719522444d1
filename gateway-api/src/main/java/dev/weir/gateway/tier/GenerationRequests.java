package dev.weir.gateway.tier;

import dev.weir.gateway.routing.AnswerForm;
import dev.weir.gateway.routing.Message;
import dev.weir.gateway.routing.Passage;
import dev.weir.gateway.routing.Prompt;
import dev.weir.gateway.routing.Settings;
import dev.weir.gateway.routing.TierException;
import dev.weir.slm.ChatTurn;
import dev.weir.slm.Constraint;
import dev.weir.slm.GenerationRequest;
import dev.weir.slm.Sampling;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes of a prompt what a generative model is asked for. */
final class GenerationRequests {

    private final Sampling defaults;

    /** @param defaults what the caller leaves open is the model's own choice, not ours */
    GenerationRequests(Sampling defaults) {
        this.defaults = defaults;
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
    static void requireSupported(Prompt prompt) {
        if (!prompt.beyondText().isEmpty()) {
            throw TierException.unsupported(prompt.beyondText().getFirst());
        }
        if (prompt.form() instanceof AnswerForm.Embeddings) {
            throw TierException.unsupported("model", "it writes text and has no embeddings");
        }
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
        return new ChatTurn(message.role(), message.text());
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
