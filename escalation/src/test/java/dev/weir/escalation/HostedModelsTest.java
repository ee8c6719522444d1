package dev.weir.escalation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.testing.ProviderScript;
import dev.weir.escalation.testing.TestingProvider;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import tools.jackson.databind.node.JsonNodeFactory;

class HostedModelsTest {

    private static final HostedRequest REQUEST = new HostedRequest("req-1", JsonNodeFactory.instance.objectNode());
    private static final ProviderScript ANSWER =
            ProviderScript.json(200, "{\"choices\":[{\"message\":{\"content\":\"ok\"}}]}");

    private final TestingProvider provider = TestingProvider.start();
    private final HostedModels models = new HostedModels();

    private HostedModel model(int maxAttempts) {
        Duration enough = Duration.ofSeconds(30);
        var options = new HostedOptions(
                "testing/m", provider.baseUrl(), () -> "", "m", enough, enough, enough, enough, maxAttempts, 2);
        return models.open(new Dialect.OpenAi(), options, EscalationObserver.NONE);
    }

    @AfterEach
    void close() {
        models.close();
        provider.close();
    }

    @Test
    void answersAfterALimitHasPassed() {
        provider.answers(
                ProviderScript.json(429, "{}", "retry-after-ms: 1"),
                ProviderScript.json(503, "{}", "retry-after-ms: 1"),
                ANSWER);

        StepVerifier.create(model(3).answer(REQUEST)).expectNextCount(1).verifyComplete();

        assertThat(provider.requests()).hasSize(3);
    }

    @Test
    void doesNotWaitForALimitBeyondItsTime() {
        provider.answers(ProviderScript.json(429, "{}", "retry-after: 3600"));

        StepVerifier.create(model(3).stream(REQUEST))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(Unavailable.class)
                        .extracting("retryAfter")
                        .isEqualTo(Duration.ofHours(1)));

        assertThat(provider.requests()).hasSize(1);
    }

    @Test
    void breaksCallsOffWhenClosed() {
        provider.answers(ProviderScript.silence());

        StepVerifier.create(model(1).answer(REQUEST))
                .then(provider::takeRequest)
                .then(models::close)
                .verifyError(EscalationException.class);
    }
}
