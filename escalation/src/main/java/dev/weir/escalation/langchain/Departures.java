package dev.weir.escalation.langchain;

import dev.weir.escalation.HostedOptions;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a provider leaves OpenAI's dialect.
 *
 * @param baseUrl what stands before an operation's path
 * @param query what stands behind it
 * @param request from what OpenAI would be sent to what this provider takes; it may write the topmost object only
 * @param choice mends one choice of a chat's answer, streamed or whole
 */
record Departures(
        String baseUrl,
        Map<String, String> query,
        Credential credential,
        UnaryOperator<ObjectNode> request,
        Consumer<ObjectNode> choice) {

    static Departures none(HostedOptions options) {
        return new Departures(
                options.baseUrl().toString(), Map.of(), Credential.bearer(), UnaryOperator.identity(), _ -> {});
    }

    /** An empty version takes Azure's address without versions. */
    static Departures azure(HostedOptions options, String apiVersion) {
        boolean versioned = !apiVersion.isEmpty();
        return new Departures(
                options.baseUrl() + (versioned ? "/openai/deployments/" + options.model() : "/openai/v1"),
                versioned ? Map.of("api-version", apiVersion) : Map.of(),
                Credential.header("api-key"),
                UnaryOperator.identity(),
                _ -> {});
    }

    static Departures mistral(HostedOptions options) {
        return new Departures(
                options.baseUrl().toString(), Map.of(), Credential.bearer(), MistralRequest::of, MistralChoice::mend);
    }

    /** Where an operation is; the values of the query are fit for it as they are. */
    String url(String path) {
        StringBuilder url = new StringBuilder(baseUrl)
                .append(baseUrl.endsWith("/") ? "" : "/")
                .append(path);
        query.forEach((name, value) -> url.append('?').append(name).append('=').append(value));
        return url.toString();
    }
}
