package dev.weir.gateway.assembled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Starting: the way the README says, and everything that can stand in the way, told in one sentence. */
class StartIT {

    private static final List<String> LAUNCHER = List.of("../weir");

    @Test
    void theLauncherRunsTheJar() {
        TestingWeir.Ended ended = TestingWeir.run(LAUNCHER, Map.of(), "--help");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.output()).contains("Usage: weir", "serve", "--version");
    }

    @Test
    void theLauncherNamesTheJdkThatIsMissing(@TempDir Path empty) throws IOException {
        Path copy = Files.copy(Path.of("../weir"), empty.resolve("weir"));
        Map<String, String> noJava =
                Map.of("PATH", "/nonexistent", "JAVA_HOME", "", "HOME", empty.toString(), "WEIR_JVM_FOLDERS", "");

        TestingWeir.Ended ended = TestingWeir.run(List.of("/bin/sh", copy.toString()), noJava, "serve");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output().strip()).isEqualTo("weir: no JDK 25 was found; install one, or set JAVA_HOME to it.");
    }

    static Stream<Arguments> wrongCommandLines() {
        return Stream.of(
                arguments("--weir.routes.auto.treshold=0.5", 1, "weir.routes.auto.treshold"),
                arguments("--weir.routes.auto.threshold=1.5", 1, "threshold must be 0 to 1"),
                arguments("--weir.routes.auto.local=nowhere", 1, "weir.routes.auto.local is 'nowhere'"),
                arguments("--weir.routes.auto.hosted=nowhere/x", 1, "weir.routes.auto.hosted has 'nowhere/x'"),
                arguments("--weir.aliases.x=nowhere", 1, "weir.aliases.x leads to 'nowhere'"),
                arguments("--weir.providers.openai.base-url=ftp://x", 1, "base-url must begin with http"),
                arguments("--weir.local-models.m.folder=no/such/folder", 1, "no/such/folder"),
                arguments("--local-model=no/such/folder", 2, "--local-model: there is no folder no/such/folder"),
                arguments("--config=no/such.yml", 2, "--config: there is no file or folder no/such.yml"),
                arguments("--variant=q4", 2, "--variant belongs to --local-model"),
                arguments("--prot=1", 2, "Unknown option '--prot=1'"));
    }

    @ParameterizedTest
    @MethodSource("wrongCommandLines")
    void namesWhatIsWrongInOneSentence(String argument, int exitCode, String sentence) {
        TestingWeir.Ended ended = TestingWeir.run(TestingWeir.command(), Map.of(), "serve", argument);

        assertThat(ended.exitCode()).isEqualTo(exitCode);
        assertThat(ended.output().lines().findFirst())
                .hasValueSatisfying(line -> assertThat(line).contains(sentence));
        assertThat(ended.output()).doesNotContain("\tat ");
    }

    @Test
    void namesAMisspeltEnvironmentVariable() {
        TestingWeir.Ended ended =
                TestingWeir.run(TestingWeir.command(), Map.of("WEIR_ROUTES_AUTO_TRESHOLD", "0.5"), "serve");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output()).contains("the environment variable WEIR_ROUTES_AUTO_TRESHOLD sets nothing");
    }

    @Test
    void namesThePortThatIsInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            TestingWeir.Ended ended =
                    TestingWeir.run(TestingWeir.command(), Map.of(), "serve", "--port", port, "--management-port", "0");

            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.output().lines()).last().asString().contains("port " + port + " is in use", "--port");
        }
    }

    @Test
    void namesAConfigurationFileThatIsNoYaml(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("application.yml"), "weir:\n  routes: [\n");

        TestingWeir.Ended ended =
                TestingWeir.run(TestingWeir.command(), Map.of(), "serve", "--config", file.toString());

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output()).contains("not valid YAML").doesNotContain("\tat ");
    }

    @Test
    void readsAConfigurationFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("weir.yml"),
                "weir:\n  routes:\n    triage:\n      local: weir-intents\n      threshold: 0.5\n");

        try (TestingWeir weir = TestingWeir.serve(Map.of(), "--config", file.toString())) {
            var response = weir.send(weir.chat(
                    "{\"model\":\"triage\",\"messages\":[{\"role\":\"user\",\"content\":\"freeze my account\"}]}"));

            assertThat(response.headers().firstValue("x-weir-threshold")).contains("0.5000");
            assertThat(weir.manage("/actuator/health/readiness")).contains("\"UP\"");
        }
    }
}
