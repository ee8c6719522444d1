package dev.weir.escalation.langchain;

import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.weir.escalation.EscalationException.Unsupported;
import dev.weir.escalation.HostedOptions;
import dev.weir.escalation.HostedUsage;
import dev.weir.escalation.bedrock.AwsKey;
import dev.weir.escalation.bedrock.AwsSignature;
import dev.weir.escalation.bedrock.ConverseModel;
import dev.weir.escalation.bedrock.ConverseUsage;
import dev.weir.escalation.http.ServerSentEvent;
import dev.weir.escalation.translation.Abilities;
import dev.weir.escalation.translation.TranslatedRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Amazon Bedrock's Converse. */
final class BedrockWays implements ProviderWays {

    private static final Abilities ABILITIES = new Abilities(Set.of(), 1, false, false);

    private final AwsSignature signature;

    BedrockWays(String region, InstantSource clock) {
        this.signature = new AwsSignature(region, "bedrock", clock);
    }

    @Override
    public Abilities abilities() {
        return ABILITIES;
    }

    /** An access key signs; a Bedrock API key, which has no colon, is sent. */
    @Override
    public Credential credential() {
        return (request, key) -> AwsKey.parse(key)
                .map(accessKey -> signature.of(request, accessKey))
                .orElseGet(() -> Map.of("Authorization", "Bearer " + key));
    }

    @Override
    public StreamingChatModel composer(HostedOptions options, HttpClientBuilder http) {
        return new ConverseModel(http.build(), options.baseUrl().toString(), options.model());
    }

    @Override
    public void complete(ObjectNode composed, TranslatedRequest request) {
        if (!request.tools().isEmpty()) {
            ObjectNode config = composed.putObject("toolConfig");
            ArrayNode tools = config.putArray("tools");
            request.tools().forEach(function -> tools.addObject().set("toolSpec", specification(function)));
            config.set("toolChoice", toolChoice(request));
        }
        JsonNode schema = request.jsonSchema();
        if (schema != null) {
            composed.putObject("outputConfig")
                    .putObject("textFormat")
                    .put("type", "json_schema")
                    .putObject("structure")
                    .putObject("jsonSchema")
                    .put("schema", schema.path("schema").toString())
                    .put("name", schema.path("name").asString("answer"));
        }
    }

    private static ObjectNode specification(ObjectNode function) {
        ObjectNode specification =
                function.objectNode().put("name", function.path("name").asString(""));
        if (function.path("description").isString()) {
            specification.set("description", function.path("description"));
        }
        specification.putObject("inputSchema").set("json", ToolSchemas.of(function));
        if (ToolSchemas.isStrict(function)) {
            specification.put("strict", true);
        }
        return specification;
    }

    private static ObjectNode toolChoice(TranslatedRequest request) {
        ObjectNode choice = request.body().objectNode();
        if (request.onlyTool() != null) {
            choice.putObject("tool").put("name", request.onlyTool());
        } else if (request.chat().toolChoice() == ToolChoice.NONE) {
            throw new Unsupported("tool_choice");
        } else {
            choice.putObject(request.chat().toolChoice() == ToolChoice.REQUIRED ? "any" : "auto");
        }
        return choice;
    }

    @Override
    public List<ServerSentEvent> readable(ServerSentEvent event, TranslatedStream stream) {
        return List.of(event);
    }

    @Override
    public Optional<HostedUsage> usage(ChatResponseMetadata end) {
        if (!(end.tokenUsage() instanceof ConverseUsage usage)) {
            return Optional.empty();
        }
        long prompt = (long) usage.inputTokenCount() + usage.cacheRead() + usage.cacheWritten();
        return Optional.of(new HostedUsage(prompt, usage.cacheRead(), usage.outputTokenCount(), true));
    }
}
