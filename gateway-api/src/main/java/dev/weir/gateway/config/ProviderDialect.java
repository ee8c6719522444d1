package dev.weir.gateway.config;

/** The wire format that a provider speaks. */
public enum ProviderDialect {
    OPENAI("https://api.openai.com/v1"),
    AZURE(""),
    MISTRAL("https://api.mistral.ai/v1"),
    ANTHROPIC("https://api.anthropic.com/v1"),
    GEMINI("https://generativelanguage.googleapis.com/v1beta"),
    BEDROCK("");

    private final String address;

    ProviderDialect(String address) {
        this.address = address;
    }

    /** Where the company behind it serves it; empty where each account has an address of its own. */
    String address() {
        return address;
    }
}
