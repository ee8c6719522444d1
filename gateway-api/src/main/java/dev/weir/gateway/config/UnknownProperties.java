package dev.weir.gateway.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds misspelt properties where Spring does not look for them: in environment variables and system properties. In
 * files and on the command line Spring refuses them itself.
 */
public final class UnknownProperties {

    private static final String ANY_NAME = "*";
    private static final Set<String> NOT_FOR_THE_GATEWAY =
            Set.of("WEIR_JAVA_HOME", "WEIR_JAVA_OPTS", "WEIR_JVM_FOLDERS", "WEIR_TRAINING_CACHE");
    /** What Kubernetes tells every container of a Service that is named weir. */
    private static final Pattern SERVICE_LINK = Pattern.compile("WEIR_(SERVICE_.*|PORT(_.*)?)");

    private static final Pattern BRACKETS = Pattern.compile("\\[[^\\]]+\\]");
    private static final List<String> KNOWN =
            namesUnder("weir", GatewayConfig.class).toList();

    private UnknownProperties() {}

    /** A sentence that names the first misspelt one. */
    public static Optional<String> inEnvironment(Map<String, String> variables, Properties systemProperties) {
        Stream<String> misspelt = Stream.concat(
                variables.keySet().stream()
                        .filter(name -> name.startsWith("WEIR_") && !NOT_FOR_THE_GATEWAY.contains(name))
                        .filter(name -> !SERVICE_LINK.matcher(name).matches())
                        .filter(name -> !isKnown(name, "_", UnknownProperties::asVariable))
                        .map(name -> "the environment variable " + name),
                systemProperties.stringPropertyNames().stream()
                        .filter(name -> name.startsWith("weir."))
                        .filter(name -> !isKnown(BRACKETS.matcher(name).replaceAll(".x"), ".", part -> part))
                        .map(name -> "the system property " + name));
        return misspelt.sorted()
                .findFirst()
                .map(name -> name + " sets nothing; docs/reference/configuration.md lists the properties that exist.");
    }

    /** Every property name, with {@code *} for names that the operator chooses, such as a route's. */
    static List<String> known() {
        return KNOWN;
    }

    private static boolean isKnown(String name, String separator, java.util.function.UnaryOperator<String> spelling) {
        return KNOWN.stream().anyMatch(known -> Pattern.matches(pattern(known, separator, spelling), name));
    }

    private static String pattern(String known, String separator, java.util.function.UnaryOperator<String> spelling) {
        return Stream.of(known.split("\\."))
                .map(part -> part.equals(ANY_NAME) ? "[^_.]+" : Pattern.quote(spelling.apply(part)))
                .reduce((left, right) -> left + Pattern.quote(separator) + right)
                .orElseThrow();
    }

    private static String asVariable(String part) {
        return part.replace("-", "").toUpperCase(Locale.ROOT);
    }

    private static Stream<String> namesUnder(String prefix, Type type) {
        if (type instanceof Class<?> record && record.isRecord()) {
            return Stream.of(record.getRecordComponents())
                    .flatMap(component -> namesUnder(prefix + "." + spelled(component), component.getGenericType()));
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
            return namesUnder(prefix + "." + ANY_NAME, generic.getActualTypeArguments()[1]);
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            return Stream.of(prefix, prefix + "." + ANY_NAME);
        }
        return Stream.of(prefix);
    }

    /** {@code coreHourUsd} is written {@code core-hour-usd}. */
    private static String spelled(RecordComponent component) {
        return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
