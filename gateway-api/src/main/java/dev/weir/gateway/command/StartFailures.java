package dev.weir.gateway.command;

import dev.weir.gateway.config.ConfigurationException;
import dev.weir.gateway.shelf.ShelfException;
import dev.weir.slm.SlmException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.config.ConfigDataException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.web.server.PortInUseException;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** One sentence for whatever kept the server from starting, naming the fix where there is one. */
final class StartFailures {

    private StartFailures() {}

    static String sentenceFor(Throwable failure) {
        return causes(failure)
                .map(StartFailures::known)
                .filter(sentence -> !sentence.isEmpty())
                .findFirst()
                .orElseGet(() -> "it could not start: " + rootOf(failure));
    }

    /** Empty for a cause that says nothing to an operator. */
    private static String known(Throwable cause) {
        return switch (cause) {
            case PortInUseException port ->
                "port %d is in use; free it, or choose another with --port or --management-port."
                        .formatted(port.getPort());
            case UnboundConfigurationPropertiesException unbound ->
                "unknown configuration: "
                        + unbound.getUnboundProperties().stream()
                                .map(StartFailures::nameOf)
                                .collect(Collectors.joining(", "))
                        + "; docs/reference/configuration.md lists the properties that exist.";
            case ConfigurationException wrong -> wrong.sentence();
            case ShelfException shelf -> shelf.sentence();
            case SlmException.UnusableModel model -> "a local model cannot be used: " + model.getMessage() + ".";
            case MarkedYAMLException yaml -> "a configuration file is not valid YAML: " + oneLine(yaml.toString());
            case ConfigDataException file -> "the configuration cannot be read: " + oneLine(file.toString());
            case BindException bind
            when !(bind.getCause() instanceof UnboundConfigurationPropertiesException) ->
                "the property " + bind.getName() + " is wrong: " + rootOf(bind) + ".";
            default -> "";
        };
    }

    private static String nameOf(ConfigurationProperty property) {
        return property.getName() + (property.getOrigin() == null ? "" : " (" + property.getOrigin() + ")");
    }

    private static String rootOf(Throwable failure) {
        Throwable root = causes(failure).reduce((_, last) -> last).orElse(failure);
        String message = root.getMessage();
        return oneLine(message == null ? root.getClass().getSimpleName() : message);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
