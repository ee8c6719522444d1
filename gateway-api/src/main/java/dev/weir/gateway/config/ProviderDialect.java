package dev.weir.gateway.config;

/** The wire format that a provider speaks. */
public enum ProviderDialect {
    OPENAI("https://api.openai.com/v1"),
    AZURE(""),
    MISTRAL("https://api.mistral.ai/v1");

    private final String address;

    ProviderDialect(String address) {
        this.address = address;
    }

    /** Where the company behind it serves it; empty where each account has an address of its own. */
    String address() {
        return address;
    }
}
