package dev.weir.escalation.langchain;

import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.TokenUsage;
import dev.weir.escalation.EscalationException;
import dev.weir.escalation.EscalationException.Interrupted;
import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.EscalationException.Unavailable.Reason;
import dev.weir.escalation.HostedUsage;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What streamed and unstreamed answers in OpenAI's dialect have in common. */
final class DialectAnswer {

    /** Numbers keep every digit that the provider sent. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private DialectAnswer() {}

    /** The object in a text; anything else is no answer. An error that came in the place of an answer is none either. */
    static ObjectNode parse(String text) {
        try {
            return answer(JSON.readTree(text));
        } catch (JacksonException _) {
            throw new Unavailable(Reason.FAILING, null, null);
        }
    }

    static ObjectNode parse(byte[] text) {
        try {
            return answer(JSON.readTree(text));
        } catch (JacksonException _) {
            throw new Unavailable(Reason.FAILING, null, null);
        }
    }

    private static ObjectNode answer(JsonNode node) {
        if (!(node instanceof ObjectNode object) || object.hasNonNull("error")) {
            throw noAnswer();
        }
        object.remove("error");
        return object;
    }

    static Unavailable noAnswer() {
        return new Unavailable(Reason.FAILING, null, null);
    }

    /** An answer that broke off before its caller saw anything of it. */
    static Unavailable unseen(Throwable brokenOff) {
        return new Unavailable(Reason.FAILING, null, brokenOff);
    }

    /** What is unknown is left behind: a library's message may quote what the provider sent, even a key. */
    static EscalationException none(Throwable failure) {
        return failure instanceof EscalationException known ? known : new Unavailable(Reason.FAILING, null, null);
    }

    /** Likewise, after the caller saw a part of the answer. */
    static Interrupted brokenOff(Throwable failure) {
        return new Interrupted(failure instanceof EscalationException ? failure : null);
    }

    /** The last chunk of a stream as OpenAI sends it: nothing but who answered and what it took. */
    static ObjectNode end(String model, @Nullable JsonNode usage) {
        ObjectNode end = JsonNodeFactory.instance.objectNode();
        end.put("model", model).putArray("choices");
        if (usage != null) {
            end.set("usage", usage);
        }
        return end;
    }

    /** The provider's count, where it sent one that LangChain4j could read. */
    static Optional<HostedUsage> usage(ObjectNode end, Function<ObjectNode, @Nullable ChatResponseMetadata> langChain) {
        if (!end.has("usage")) {
            return Optional.empty();
        }
        @Nullable ChatResponseMetadata typed = langChain.apply(end);
        @Nullable TokenUsage usage = typed == null ? null : typed.tokenUsage();
        return usage == null ? Optional.empty() : measured(usage);
    }

    /** A count as OpenAI writes it. */
    static ObjectNode usage(HostedUsage used) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("prompt_tokens", used.promptTokens())
                .put("completion_tokens", used.completionTokens())
                .put("total_tokens", used.promptTokens() + used.completionTokens());
    }

    private static Optional<HostedUsage> measured(TokenUsage usage) {
        @Nullable Integer prompt = usage.inputTokenCount();
        @Nullable Integer completion = usage.outputTokenCount();
        if (prompt == null || completion == null) {
            return Optional.empty();
        }
        return Optional.of(new HostedUsage(prompt, cached(usage), completion, true));
    }

    private static long cached(TokenUsage usage) {
        if (usage instanceof OpenAiTokenUsage openAi && openAi.inputTokensDetails() != null) {
            @Nullable Integer cached = openAi.inputTokensDetails().cachedTokens();
            return cached == null ? 0 : cached;
        }
        return 0;
    }
}
