package dev.weir.escalation.langchain;

import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.weir.escalation.HostedOptions;
import dev.weir.escalation.HostedUsage;
import dev.weir.escalation.http.ServerSentEvent;
import dev.weir.escalation.translation.Abilities;
import dev.weir.escalation.translation.TranslatedRequest;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** A provider's own ways, for models whose requests LangChain4j writes and whose answers it reads. */
interface ProviderWays {

    Abilities abilities();

    Credential credential();

    StreamingChatModel composer(HostedOptions options, HttpClientBuilder http);

    /** Adds to the JSON that LangChain4j wrote what its types have no place for. */
    void complete(ObjectNode composed, TranslatedRequest request);

    /**
     * The events in which LangChain4j reads all that is in this one; what it would not read is told to the stream.
     */
    List<ServerSentEvent> readable(ServerSentEvent event, TranslatedStream stream);

    /** The provider's count, where it sent one. */
    Optional<HostedUsage> usage(ChatResponseMetadata end);
}
