package dev.weir.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownPropertiesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WEIR_ROUTES_AUTO_THRESHOLD",
                "WEIR_ROUTES_MYROUTE_WHENHOSTEDUNAVAILABLE",
                "WEIR_JAVA_OPTS",
                "WEIR_PORT",
                "WEIR_PORT_8080_TCP_ADDR",
                "WEIR_SERVICE_HOST",
                "WEIR_ROUTES_AUTO_HOSTED_0",
                "WEIR_API_LARGESTBODY",
                "WEIR_LOCALMODEL_FOLDER",
                "WEIR_COREHOURUSD",
                "WEIR_ALIASES_GPT",
                "PATH"
            })
    void letsRealOnesPass(String variable) {
        assertThat(inEnvironment(variable)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WEIR_ROUTES_AUTO_TRESHOLD",
                "WEIR_API_LARGEST_BODY",
                "WEIR_PORTS",
                "WEIR_LOCALMODEL",
                "WEIR_ROUTES_MY_ROUTE_LOCAL"
            })
    void namesMisspeltOnes(String variable) {
        assertThat(inEnvironment(variable))
                .hasValueSatisfying(sentence ->
                        assertThat(sentence).startsWith("the environment variable " + variable + " sets nothing"));
    }

    @Test
    void looksAtSystemPropertiesToo() {
        Properties properties = new Properties();
        properties.setProperty("weir.routes.auto.threshold", "1");
        properties.setProperty("weir.routes.auto.hosted[0]", "p/m");
        properties.setProperty("weir.prices[gpt-4.1].input", "1");
        assertThat(UnknownProperties.inEnvironment(Map.of(), properties)).isEmpty();

        properties.setProperty("weir.routes.auto.treshold", "1");
        assertThat(UnknownProperties.inEnvironment(Map.of(), properties)).isPresent();
    }

    private static Optional<String> inEnvironment(String variable) {
        return UnknownProperties.inEnvironment(Map.of(variable, "1"), new Properties());
    }
}
