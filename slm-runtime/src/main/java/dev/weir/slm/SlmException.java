package dev.weir.slm;

/** Every way a local model gives no answer, split by what the caller can do about it. */
public abstract sealed class SlmException extends RuntimeException {

    private SlmException(String message) {
        super(message, null, false, false);
    }

    private SlmException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The prompt and the room for an answer do not fit the model's context. Shorten it, or ask a larger model. */
    public static final class PromptTooLong extends SlmException {

        private final int promptTokens;
        private final int contextTokens;

        public PromptTooLong(int promptTokens, int contextTokens) {
            super("the prompt has " + promptTokens + " tokens and the model's context holds " + contextTokens);
            this.promptTokens = promptTokens;
            this.contextTokens = contextTokens;
        }

        public int promptTokens() {
            return promptTokens;
        }

        public int contextTokens() {
            return contextTokens;
        }
    }

    /** As many requests wait as may wait. Come back later, or ask another tier. */
    public static final class QueueFull extends SlmException {

        public QueueFull(int capacity) {
            super("the queue of " + capacity + " requests is full");
        }
    }

    /** The request was cancelled by its caller. */
    public static final class Cancelled extends SlmException {

        public Cancelled() {
            super("the request was cancelled");
        }
    }

    /** The request's deadline passed before its answer was complete, or would pass before its prompt is read. */
    public static final class DeadlinePassed extends SlmException {

        public DeadlinePassed() {
            super("the deadline passed");
        }
    }

    /** The conversation has a form that the model or its chat template cannot take, such as a role it does not know. */
    public static final class Unsupported extends SlmException {

        public Unsupported(String message) {
            super(message);
        }
    }

    /** The answer cannot be held to the constraint; the message names what in it cannot be enforced. */
    public static final class Unenforceable extends SlmException {

        public Unenforceable(String message) {
            super(message);
        }
    }

    /** The model folder cannot be run; the message names the file and what is missing in it. */
    public static final class UnusableModel extends SlmException {

        public UnusableModel(String message) {
            super(message);
        }

        public UnusableModel(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The runtime failed while it computed. The next request may succeed. */
    public static final class Broken extends SlmException {

        public Broken(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
