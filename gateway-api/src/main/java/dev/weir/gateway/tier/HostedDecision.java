package dev.weir.gateway.tier;

import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.EscalationException.Unsupported;
import dev.weir.escalation.HostedEvent;
import dev.weir.escalation.HostedModel;
import dev.weir.escalation.HostedReply;
import dev.weir.escalation.HostedRequest;
import dev.weir.escalation.Operation;
import dev.weir.gateway.routing.Message;
import dev.weir.gateway.routing.Question;
import java.util.Arrays;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A hosted model that answers one question, whether or not its provider has decisions. One that has none is asked in a
 * chat for the number of the likeliest answer and how sure it is of it; the others share what is left. Such an answer
 * says {@code "weir_probabilities": "stated"}, because a model's word for its own probability is none that was measured.
 */
record HostedDecision(HostedModel model, Question question, List<Message> input, ObjectMapper json)
        implements HostedModel {

    /** Beside the answers of a reply: how their probabilities came about. */
    static final String PROBABILITIES = "weir_probabilities";

    private static final String NUMBER = "answer";
    private static final String SURE = "confidence";

    @Override
    public String name() {
        return model.name();
    }

    @Override
    public Mono<HostedReply> answer(HostedRequest request) {
        return model.answer(request)
                .onErrorResume(
                        Unsupported.class,
                        _ -> model.answer(new HostedRequest(
                                        request.requestId(), Operation.CHAT_COMPLETIONS, chat(), request.tab()))
                                .map(this::decided));
    }

    @Override
    public Flux<HostedEvent> stream(HostedRequest request) {
        return Flux.error(new Unsupported("stream"));
    }

    private ObjectNode chat() {
        int count = question.options().size();
        ObjectNode body = json.createObjectNode();
        body.putArray("messages")
                .add(message("system", instructions()))
                .add(message("user", DecisionPrompt.transcript(input)));
        ObjectNode format = body.putObject("response_format").put("type", "json_schema");
        ObjectNode schema = format.putObject("json_schema")
                .put("name", "decision")
                .put("strict", true)
                .putObject("schema")
                .put("type", "object")
                .put("additionalProperties", false);
        ObjectNode properties = schema.putObject("properties");
        properties.putObject(NUMBER).put("type", "integer").put("minimum", 1).put("maximum", count);
        properties.putObject(SURE).put("type", "number").put("minimum", 0).put("maximum", 1);
        schema.putArray("required").add(NUMBER).add(SURE);
        return body;
    }

    private ObjectNode message(String role, String content) {
        return json.createObjectNode().put("role", role).put("content", content);
    }

    private String instructions() {
        StringBuilder numbered = new StringBuilder(DecisionPrompt.system(question, false)).append("\n\nNumbers:");
        List<String> texts = DecisionPrompt.texts(question);
        for (int i = 0; i < texts.size(); i++) {
            numbered.append('\n').append(i + 1).append(" = ").append(texts.get(i));
        }
        return numbered.append("\n\nReply with JSON: \"answer\" is the number of the answer, \"confidence\" the")
                .append(" probability from 0 to 1 that it is right.")
                .toString();
    }

    private HostedReply decided(HostedReply chat) {
        double[] probabilities = probabilities(stated(chat.completion()));
        double best = probabilities[DecisionAnswer.best(probabilities)];
        ObjectNode answer =
                json.createObjectNode().put("model", chat.reportedModel()).put(PROBABILITIES, "stated");
        answer.putArray("answers").add(new DecisionAnswer(json).of(question, probabilities, best));
        return new HostedReply(answer, chat.reportedModel(), chat.usage());
    }

    private JsonNode stated(ObjectNode completion) {
        try {
            return json.readTree(completion.at("/choices/0/message/content").asString(""));
        } catch (JacksonException malformed) {
            throw new Unavailable(Unavailable.Reason.FAILING, null, malformed);
        }
    }

    private double[] probabilities(JsonNode stated) {
        int count = question.options().size();
        int chosen = stated.path(NUMBER).asInt(0) - 1;
        double sure = Math.max(stated.path(SURE).asDouble(Double.NaN), Math.nextUp(1.0 / count));
        if (chosen < 0 || chosen >= count || !(sure <= 1)) {
            throw new Unavailable(Unavailable.Reason.FAILING, null, null);
        }
        // What it chose stays the likeliest, however unsure it says that it is.
        double[] probabilities = new double[count];
        Arrays.fill(probabilities, (1 - sure) / (count - 1));
        probabilities[chosen] = sure;
        return probabilities;
    }
}
