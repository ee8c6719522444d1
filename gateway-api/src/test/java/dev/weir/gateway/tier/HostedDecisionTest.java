package dev.weir.gateway.tier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.Dialect;
import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.EscalationObserver;
import dev.weir.escalation.HostedModels;
import dev.weir.escalation.HostedOptions;
import dev.weir.escalation.HostedReply;
import dev.weir.escalation.HostedRequest;
import dev.weir.escalation.Operation;
import dev.weir.escalation.testing.ProviderScript;
import dev.weir.escalation.testing.TestingProvider;
import dev.weir.gateway.routing.Message;
import dev.weir.gateway.routing.Question;
import dev.weir.gateway.routing.Question.Option;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HostedDecisionTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Question WHICH = new Question.Choice(
            "Which team?", List.of(new Option("billing", false, "about invoices"), new Option("sales", false, null)));

    private final TestingProvider provider = TestingProvider.start();
    private final HostedModels models = new HostedModels();
    private final HostedDecision decision = new HostedDecision(
            models.open(
                    new Dialect.OpenAi(),
                    new HostedOptions("testing/m", provider.baseUrl(), () -> "", "m", LONG, LONG, LONG, LONG, 1, 4),
                    EscalationObserver.NONE),
            WHICH,
            List.of(new Message("user", "my invoice is wrong")),
            JSON);

    @AfterEach
    void close() {
        models.close();
        provider.close();
    }

    @Test
    void asksTheProvidersOwnDecisionsWhereItHasThem() {
        provider.answers(ProviderScript.json(200, "{\"model\":\"d\",\"answers\":[{\"type\":\"choice\"}]}"));

        HostedReply reply = decide();

        assertThat(provider.requests()).hasSize(1);
        assertThat(reply.completion().has(HostedDecision.PROBABILITIES)).isFalse();
    }

    @Test
    void asksInAChatWhereTheProviderHasNone() {
        provider.answers(ProviderScript.json(404, "{}"), saying("{\\\"answer\\\":1,\\\"confidence\\\":0.8}"));

        HostedReply reply = decide();

        JsonNode sent = JSON.readTree(provider.requests().getLast().body());
        assertThat(provider.requests().getLast().line()).contains("/v1/chat/completions");
        assertThat(sent.at("/messages/0/content").asString())
                .contains("Which team?", "billing: about invoices", "1 = billing", "2 = sales");
        assertThat(sent.at("/messages/1/content").asString()).isEqualTo("my invoice is wrong");
        assertThat(sent.at("/response_format/json_schema/strict").asBoolean()).isTrue();
        JsonNode answer = reply.completion().at("/answers/0");
        assertThat(answer.path("choice").asString()).isEqualTo("billing");
        assertThat(answer.at("/probabilities/0/probability").asDouble()).isEqualTo(0.8);
        assertThat(reply.completion().path(HostedDecision.PROBABILITIES).asString())
                .isEqualTo("stated");
        assertThat(reply.usage().promptTokens()).isEqualTo(30);
    }

    @Test
    void keepsToWhatWasChosenHoweverUnsure() {
        provider.answers(ProviderScript.json(404, "{}"), saying("{\\\"answer\\\":2,\\\"confidence\\\":0.1}"));

        assertThat(decide().completion().at("/answers/0/choice").asString()).isEqualTo("sales");
    }

    @Test
    void takesAnAnswerThatIsNoneForAFailure() {
        provider.answers(ProviderScript.json(404, "{}"), saying("{\\\"answer\\\":3,\\\"confidence\\\":0.1}"));

        StepVerifier.create(decision.answer(request())).verifyError(Unavailable.class);
    }

    private HostedReply decide() {
        return decision.answer(request()).blockOptional().orElseThrow();
    }

    private static HostedRequest request() {
        return new HostedRequest(
                "req-1", Operation.DECISIONS, JSON.createObjectNode().put("input", "x"));
    }

    private static ProviderScript saying(String content) {
        return ProviderScript.json(
                200,
                "{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"" + content
                        + "\"},\"finish_reason\":\"stop\"}],"
                        + "\"usage\":{\"prompt_tokens\":30,\"completion_tokens\":9,\"total_tokens\":39}}");
    }
}
