package dev.weir.escalation;

/** The wire format that a provider speaks. */
public sealed interface Dialect {

    /** OpenAI's chat completions, as OpenAI, vLLM, Ollama, llama.cpp and many others speak it. */
    record OpenAi() implements Dialect {}

    /**
     * OpenAI's, at Azure: the model is the name of a deployment.
     *
     * @param apiVersion the version of the API with one address per deployment; empty takes the one without versions
     */
    record Azure(String apiVersion) implements Dialect {}

    /** Mistral's chat completions. */
    record Mistral() implements Dialect {}

    /** Anthropic's messages. */
    record Anthropic() implements Dialect {}

    /** Google's Gemini API. */
    record Gemini() implements Dialect {}

    /**
     * Amazon Bedrock's Converse. A key is a Bedrock API key, or an access key's id and secret, and for temporary ones
     * the session token, with colons between them.
     *
     * @param region where requests are signed for
     */
    record Bedrock(String region) implements Dialect {}
}
