package dev.weir.slm;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a generative model is asked for: the next turn of a conversation, or what follows a text. Exactly one of the
 * first three is there.
 *
 * @param turns the conversation, oldest first; empty for none
 * @param prompt a text to go on with as it is, without a chat template; null for none. What it spells is never one of
 *     the model's own tokens
 * @param promptIds tokens to go on with as they are; empty for none
 * @param maxTokens the most tokens to generate, at least 1; null means whatever the context still holds
 * @param minTokens the model may not end the text before this many tokens; at least 0, at most {@code maxTokens}
 * @param sampling null means the model's own defaults (its {@code generation_config.json})
 * @param stops generation ends before the first of these strings; none is empty
 * @param constraint what the answer has to be, unless it is calls of tools; null for anything
 * @param tools what the model may call; null for none. They need turns
 * @param topLogProbabilities how many alternatives each token's evidence lists; 0 to 20
 * @param weighed texts whose probability as the answer is wanted; then nothing is written. Empty for none
 * @param deadline the instant after which the answer is worthless; null means none
 * @param tenant requests of the same tenant share a place in the queue with those of others; may be empty
 */
public record GenerationRequest(
        List<ChatTurn> turns,
        @Nullable String prompt,
        List<Integer> promptIds,
        @Nullable Integer maxTokens,
        int minTokens,
        @Nullable Sampling sampling,
        List<String> stops,
        @Nullable Constraint constraint,
        @Nullable ToolUse tools,
        int topLogProbabilities,
        List<String> weighed,
        @Nullable Instant deadline,
        String tenant) {

    /** The most alternatives that a token's evidence can list. */
    public static final int MOST_TOP_LOG_PROBABILITIES = 20;

    public GenerationRequest {
        turns = List.copyOf(turns);
        stops = List.copyOf(stops);
        promptIds = List.copyOf(promptIds);
        weighed = List.copyOf(weighed);
        if ((turns.isEmpty() ? 0 : 1) + (prompt == null ? 0 : 1) + (promptIds.isEmpty() ? 0 : 1) != 1) {
            throw new IllegalArgumentException("there must be either turns or a prompt");
        }
        if (tools != null && turns.isEmpty()) {
            throw new IllegalArgumentException("tools need turns");
        }
        if (maxTokens != null && maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens must be at least 1, not " + maxTokens);
        }
        if (minTokens < 0 || (maxTokens != null && minTokens > maxTokens)) {
            throw new IllegalArgumentException("minTokens must be 0 to maxTokens, not " + minTokens);
        }
        if (stops.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("a stop string must not be empty");
        }
        if (weighed.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("a text to be weighed must not be empty");
        }
        if (topLogProbabilities < 0 || topLogProbabilities > MOST_TOP_LOG_PROBABILITIES) {
            throw new IllegalArgumentException(
                    "topLogProbabilities must be 0 to " + MOST_TOP_LOG_PROBABILITIES + ", not " + topLogProbabilities);
        }
    }

    /** Asks for the next turn of a conversation. */
    public static Builder answering(List<ChatTurn> turns) {
        return new Builder(turns, null, List.of());
    }

    /** Asks for what follows a text. */
    public static Builder continuing(String prompt) {
        return new Builder(List.of(), prompt, List.of());
    }

    /** Asks for what follows these tokens. */
    public static Builder continuing(List<Integer> promptIds) {
        return new Builder(List.of(), null, promptIds);
    }

    /** A request being put together; what is not said stays at its default. For one thread. */
    public static final class Builder {

        private final List<ChatTurn> turns;
        private final @Nullable String prompt;
        private final List<Integer> promptIds;
        private @Nullable Integer maxTokens;
        private int minTokens;
        private @Nullable Sampling sampling;
        private List<String> stops = List.of();
        private @Nullable Constraint constraint;
        private @Nullable ToolUse tools;
        private int topLogProbabilities;
        private List<String> weighed = List.of();
        private @Nullable Instant deadline;
        private String tenant = "";

        private Builder(List<ChatTurn> turns, @Nullable String prompt, List<Integer> promptIds) {
            this.turns = turns;
            this.prompt = prompt;
            this.promptIds = promptIds;
        }

        public Builder maxTokens(@Nullable Integer most) {
            this.maxTokens = most;
            return this;
        }

        public Builder minTokens(int least) {
            this.minTokens = least;
            return this;
        }

        public Builder sampling(@Nullable Sampling chosen) {
            this.sampling = chosen;
            return this;
        }

        public Builder stops(List<String> strings) {
            this.stops = strings;
            return this;
        }

        public Builder constraint(@Nullable Constraint enforced) {
            this.constraint = enforced;
            return this;
        }

        public Builder tools(@Nullable ToolUse offered) {
            this.tools = offered;
            return this;
        }

        public Builder topLogProbabilities(int count) {
            this.topLogProbabilities = count;
            return this;
        }

        /**
         * Writes nothing, and measures how probable each of these texts is as the answer: the probability that the
         * answer begins with it, or, where another of them goes on from it, that the answer is it alone.
         */
        public Builder weighing(List<String> texts) {
            this.weighed = texts;
            return this;
        }

        public Builder deadline(@Nullable Instant instant) {
            this.deadline = instant;
            return this;
        }

        public Builder tenant(String name) {
            this.tenant = name;
            return this;
        }

        /**
         * The request.
         *
         * @throws IllegalArgumentException naming the field that is out of range
         */
        public GenerationRequest build() {
            return new GenerationRequest(
                    turns,
                    prompt,
                    promptIds,
                    maxTokens,
                    minTokens,
                    sampling,
                    stops,
                    constraint,
                    tools,
                    topLogProbabilities,
                    weighed,
                    deadline,
                    tenant);
        }
    }
}
