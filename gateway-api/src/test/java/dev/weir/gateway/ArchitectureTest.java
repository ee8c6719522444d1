package dev.weir.gateway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows of docs/architecture.md. A new package is added there and here, or the build fails. */
class ArchitectureTest {

    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("slm", Set.of("slm.onnx", "slm.text", "slm.sampling")),
            Map.entry(
                    "slm.onnx",
                    Set.of(
                            "slm",
                            "slm.text",
                            "slm.sampling",
                            "slm.graph",
                            "slm.constraint",
                            "slm.automaton",
                            "slm.tool")),
            Map.entry(
                    "slm.text", Set.of("slm", "slm.template", "slm.builtin", "slm.value", "slm.automaton", "slm.tool")),
            Map.entry("slm.constraint", Set.of("slm", "slm.automaton", "slm.regex", "slm.schema", "slm.tool")),
            Map.entry("slm.schema", Set.of("slm", "slm.automaton", "slm.regex")),
            Map.entry("slm.regex", Set.of("slm", "slm.automaton")),
            Map.entry("slm.automaton", Set.of("slm")),
            Map.entry("slm.template", Set.of("slm", "slm.builtin", "slm.value")),
            Map.entry("slm.builtin", Set.of("slm", "slm.value")),
            Map.entry("slm.value", Set.of("slm")),
            Map.entry("slm.sampling", Set.of("slm")),
            Map.entry("slm.tool", Set.of("slm")),
            Map.entry("slm.graph", Set.of("slm")),
            Map.entry("slm.convert", Set.of("slm", "slm.graph", "slm.onnx", "slm.text")),
            Map.entry("escalation", Set.of("escalation.http", "escalation.langchain", "escalation.resilience")),
            Map.entry("escalation.http", Set.of("escalation")),
            Map.entry(
                    "escalation.langchain",
                    Set.of("escalation", "escalation.http", "escalation.translation", "escalation.bedrock")),
            Map.entry("escalation.translation", Set.of("escalation")),
            Map.entry("escalation.bedrock", Set.of("escalation.http")),
            Map.entry("escalation.resilience", Set.of("escalation")),
            Map.entry("gateway.ledger", Set.of()),
            Map.entry("gateway.routing", Set.of("gateway.ledger")),
            Map.entry("gateway.calibration", Set.of("gateway.routing")),
            Map.entry("gateway.certification", Set.of()),
            Map.entry("gateway.assurance", Set.of()),
            Map.entry("gateway.dossier", Set.of("gateway.calibration", "gateway.certification")),
            Map.entry(
                    "gateway.evaluation",
                    Set.of(
                            "gateway.calibration",
                            "gateway.certification",
                            "gateway.dossier",
                            "gateway.ledger",
                            "gateway.routing")),
            Map.entry(
                    "gateway.tier",
                    Set.of("gateway.routing", "gateway.ledger", "gateway.calibration", "slm", "escalation")),
            Map.entry(
                    "gateway.audit",
                    Set.of("gateway.assurance", "gateway.certification", "gateway.routing", "gateway.ledger")),
            Map.entry(
                    "gateway.metering",
                    Set.of(
                            "gateway.assurance",
                            "gateway.audit",
                            "gateway.certification",
                            "gateway.routing",
                            "gateway.ledger",
                            "escalation",
                            "slm")),
            Map.entry(
                    "gateway.http",
                    Set.of(
                            "gateway.audit",
                            "gateway.assurance",
                            "gateway.certification",
                            "gateway.routing",
                            "gateway.ledger",
                            "gateway.config",
                            "gateway.metering")),
            Map.entry("gateway.config", Set.of()),
            Map.entry("gateway.bench", Set.of("slm")),
            Map.entry("gateway.shelf", Set.of("slm", "slm.graph")),
            Map.entry("gateway.hub", Set.of("gateway.shelf")),
            Map.entry(
                    "gateway.command",
                    Set.of(
                            "gateway.bench",
                            "gateway.calibration",
                            "gateway.certification",
                            "gateway.config",
                            "gateway.dossier",
                            "gateway.evaluation",
                            "gateway.metering",
                            "gateway.hub",
                            "gateway.shelf",
                            "escalation",
                            "slm",
                            "slm.convert")));

    private static final Set<String> MAY_USE_ANYTHING = Set.of("gateway", "gateway.wiring");

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.weir");

    static Stream<Arguments> arrows() {
        return MAY_USE.entrySet().stream().map(drawn -> arguments(drawn.getKey(), drawn.getValue()));
    }

    @ParameterizedTest
    @MethodSource("arrows")
    void usesOnlyWhatItsArrowsAllow(String name, Set<String> mayUse) {
        String[] allowed = Stream.concat(Stream.of(name), mayUse.stream())
                .map(used -> "dev.weir." + used)
                .toArray(String[]::new);

        classes()
                .that(resideInAnyPackage("dev.weir." + name))
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage("dev.weir..").or(resideInAnyPackage(allowed)))
                .check(OURS);
    }

    @Test
    void everyPackageIsDrawn() {
        Set<String> drawn = new TreeSet<>(MAY_USE.keySet());
        drawn.addAll(MAY_USE_ANYTHING);

        Set<String> found = new TreeSet<>();
        OURS.forEach(type -> found.add(type.getPackageName().substring("dev.weir.".length())));

        assertThat(found).isEqualTo(drawn);
    }

    @Test
    void decidingNeedsNoFramework() {
        classes()
                .that(resideInAnyPackage(
                        "dev.weir.gateway.routing",
                        "dev.weir.gateway.ledger",
                        "dev.weir.gateway.calibration",
                        "dev.weir.gateway.certification",
                        "dev.weir.gateway.assurance"))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "dev.weir..",
                        "reactor.core.publisher",
                        "reactor.core.scheduler",
                        "reactor.util..",
                        "org.reactivestreams",
                        "org.jspecify.annotations"))
                .check(OURS);
    }

    @Test
    void providerTypesStayInside() {
        noClasses()
                .that(resideOutsideOfPackage("dev.weir.escalation.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.langchain4j..", "io.github.resilience4j.."))
                .check(OURS);
        noClasses()
                .that(resideOutsideOfPackage("dev.weir.slm.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("ai.onnxruntime..", "ai.djl.."))
                .check(OURS);
    }

    /** What leaves the process while it serves goes through one package; the other is the command line's. */
    @Test
    void onlyTwoPackagesOpenOutboundSockets() {
        noClasses()
                .that(resideOutsideOfPackages("dev.weir.escalation.http", "dev.weir.gateway.hub"))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "reactor.netty.http.client..", "reactor.netty.tcp..", "reactor.netty.udp..", "java.net.http.."))
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.net\\.(Socket|URLConnection|HttpURLConnection|DatagramSocket)"
                        + "|java\\.nio\\.channels\\.(SocketChannel|DatagramChannel|AsynchronousSocketChannel)"
                        + "|org\\.springframework\\.web\\.(client\\.Rest.*|reactive\\.function\\.client\\..*)"
                        + "|javax\\.net\\..*")
                .check(OURS);
    }

    @Test
    void onlyTheCommandLinePullsModels() {
        noClasses()
                .that(resideOutsideOfPackages("dev.weir.gateway.hub", "dev.weir.gateway.command"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.weir.gateway.hub"))
                .check(OURS);
        noClasses()
                .that(resideInAnyPackage("dev.weir.gateway.command"))
                .and()
                .doNotHaveSimpleName("PullCommand")
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.weir.gateway.hub"))
                .check(OURS);
    }

    @Test
    void namesSayWhatTheThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Utils?|Impl|Processor|Data|Info)")
                .check(OURS);
    }
}
