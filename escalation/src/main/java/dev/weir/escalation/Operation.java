package dev.weir.escalation;

/** What a provider is asked to do. A model whose dialect has no such thing answers {@link EscalationException.Unsupported}. */
public enum Operation {
    CHAT_COMPLETIONS("chat/completions"),
    COMPLETIONS("completions"),
    EMBEDDINGS("embeddings"),
    DECISIONS("decisions");

    private final String path;

    Operation(String path) {
        this.path = path;
    }

    /** Where OpenAI's dialect has it, below the address that ends in the version. */
    public String path() {
        return path;
    }
}
