package dev.weir.gateway.assembled;

import dev.weir.escalation.testing.ProviderScript;
import dev.weir.escalation.testing.TestingProvider;
import java.util.Map;

/** What a scripted provider of OpenAI's dialect answers with. */
final class Provider {

    static final String SONNET = "Shall I compare thee";
    private static final String HEAD = "{\"id\":\"chatcmpl-up\",\"object\":\"chat.completion.chunk\",\"created\":7,"
            + "\"model\":\"gpt-4o-mini-2024\",\"choices\":";

    private Provider() {}

    /** The environment of a gateway whose hosted tier is this provider. */
    static Map<String, String> environment(TestingProvider provider) {
        return Map.of("OPENAI_BASE_URL", provider.baseUrl().toString(), "OPENAI_API_KEY", "sk-testing-secret");
    }

    static ProviderScript whole() {
        return ProviderScript.json(200, """
            {"id":"chatcmpl-up","object":"chat.completion","created":7,"model":"gpt-4o-mini-2024",
             "choices":[{"index":0,"finish_reason":"stop","logprobs":null,
               "message":{"role":"assistant","content":"%s","refusal":null}}],
             "usage":{"prompt_tokens":1000,"completion_tokens":2000,"total_tokens":3000}}
            """.formatted(SONNET));
    }

    /** A text that goes on. */
    static ProviderScript continued() {
        return ProviderScript.json(200, """
            {"id":"cmpl-up","object":"text_completion","created":7,"model":"gpt-4o-mini-2024",
             "choices":[{"index":0,"finish_reason":"stop","logprobs":null,"text":"%s"}],
             "usage":{"prompt_tokens":1000,"completion_tokens":2000,"total_tokens":3000}}
            """.formatted(SONNET));
    }

    static ProviderScript streamed() {
        return ProviderScript.events(role(), text("Shall I "), text("compare thee"), finish(), usage(), "[DONE]");
    }

    static String role() {
        return HEAD + "[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}";
    }

    static String text(String text) {
        return HEAD + "[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":null}]}";
    }

    static String finish() {
        return HEAD + "[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";
    }

    static String usage() {
        return HEAD + "[],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":2000,\"total_tokens\":3000}}";
    }
}
