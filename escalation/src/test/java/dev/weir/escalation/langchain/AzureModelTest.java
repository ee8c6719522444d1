package dev.weir.escalation.langchain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.HostedModel;
import dev.weir.escalation.testing.ProviderScript;
import dev.weir.escalation.testing.ReceivedRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AzureModelTest extends OpenAiWireContract {

    private final TestingDialect dialect = TestingDialect.at(provider, () -> KEY);

    @Override
    protected HostedModel model() {
        return dialect.azure("2024-10-21");
    }

    @Override
    protected Map<String, String> unsupported() {
        return Map.of();
    }

    @AfterEach
    void closeDialect() {
        dialect.close();
    }

    @Test
    void asksADeploymentWithTheKeyInAzuresHeader() {
        provider.answers(answering("ok"));

        model().answer(REQUEST).block();

        ReceivedRequest received = provider.takeRequest();
        assertThat(received.line())
                .isEqualTo("POST /v1/openai/deployments/m/chat/completions?api-version=2024-10-21 HTTP/1.1");
        assertThat(received.header("api-key")).containsExactly(KEY);
        assertThat(received.header("authorization")).isEmpty();
    }

    @Test
    void usesTheAddressWithoutVersionsWhenNoneIsSet() {
        provider.answers(answering("ok"));

        dialect.azure("").answer(REQUEST).block();

        ReceivedRequest received = provider.takeRequest();
        assertThat(received.line()).isEqualTo("POST /v1/openai/v1/chat/completions HTTP/1.1");
        assertThat(received.body()).contains("\"model\":\"m\"");
    }

    @Test
    void readsPastWhatAzureSaysOfItsFilters() {
        provider.answers(ProviderScript.events(
                "{\"choices\":[],\"prompt_filter_results\":[{\"prompt_index\":0}],\"model\":\"\",\"id\":\"\"}",
                TestingDialect.chunk("ok"),
                TestingDialect.lastChunk(),
                "[DONE]"));

        List<String> texts = model().stream(REQUEST)
                .map(event -> textOf(event))
                .collectList()
                .block();

        assertThat(texts).containsExactly("ok", "", "");
    }
}
