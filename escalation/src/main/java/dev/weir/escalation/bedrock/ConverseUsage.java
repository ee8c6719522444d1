package dev.weir.escalation.bedrock;

import dev.langchain4j.model.output.TokenUsage;
import tools.jackson.databind.JsonNode;

/** Tokens as Converse counts them: what comes from the cache, and what goes into it, beside the prompt. */
public final class ConverseUsage extends TokenUsage {

    private final int cacheRead;
    private final int cacheWritten;

    private ConverseUsage(int input, int output, int cacheRead, int cacheWritten) {
        super(input, output);
        this.cacheRead = cacheRead;
        this.cacheWritten = cacheWritten;
    }

    static ConverseUsage of(JsonNode usage) {
        return new ConverseUsage(
                usage.path("inputTokens").asInt(0),
                usage.path("outputTokens").asInt(0),
                usage.path("cacheReadInputTokens").asInt(0),
                usage.path("cacheWriteInputTokens").asInt(0));
    }

    public int cacheRead() {
        return cacheRead;
    }

    public int cacheWritten() {
        return cacheWritten;
    }
}
