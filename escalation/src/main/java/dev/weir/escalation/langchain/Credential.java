package dev.weir.escalation.langchain;

import dev.weir.escalation.http.ProviderRequest;
import java.util.Map;

/** How a request shows that it may be sent. */
@FunctionalInterface
interface Credential {

    /** The headers to add to a request that is otherwise whole. */
    Map<String, String> of(ProviderRequest request, String key);

    static Credential bearer() {
        return (_, key) -> Map.of("Authorization", "Bearer " + key);
    }

    /** The key by itself in a header of the provider's own. */
    static Credential header(String name) {
        return (_, key) -> Map.of(name, key);
    }
}
