package dev.weir.gateway.command;

import dev.weir.gateway.shelf.HubReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code weir serve}: starts the gateway. */
@Command(
        name = "serve",
        description = "Starts the gateway on http://127.0.0.1:8080; the management API is on port 9090.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Any property can be set as --weir.some.property=value; docs/reference/configuration.md lists them.",
            "The environment variables OPENAI_API_KEY and OPENAI_BASE_URL configure the hosted tier."
        })
final class ServeCommand implements Callable<Integer> {

    private final Class<?> application;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the API (default: 8080).")
    private @Nullable Integer port;

    @Option(
            names = "--management-port",
            paramLabel = "PORT",
            description = "Port of health, metrics and admin (default: 9090).")
    private @Nullable Integer managementPort;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A YAML file or a folder with application.yml, on top of ./config/application.yml.")
    private @Nullable Path config;

    @Option(
            names = "--local-model",
            paramLabel = "FOLDER",
            description = "A model folder, or hub:org/model for one that was pulled, in front of the route 'auto'.")
    private @Nullable String localModel;

    @Option(
            names = "--variant",
            paramLabel = "NAME",
            description = "Which graph of --local-model, such as q4 (default: the most quantized that runs).")
    private @Nullable String variant;

    @Unmatched
    private List<String> properties = new ArrayList<>();

    ServeCommand(Class<?> application) {
        this.application = application;
    }

    @Override
    public Integer call() {
        return new Server(application).start(springArguments());
    }

    private List<String> springArguments() {
        List<String> arguments = new ArrayList<>();
        add(arguments, "server.port", port);
        add(arguments, "management.server.port", managementPort);
        add(arguments, "spring.config.additional-location", config == null ? null : location(config));
        if (variant != null && localModel == null) {
            throw refusal("--variant belongs to --local-model; add --local-model FOLDER.");
        }
        add(arguments, "weir.local-model.folder", localModel == null ? null : folder(localModel));
        add(arguments, "weir.local-model.variant", variant);
        arguments.addAll(PropertyArguments.checked(
                properties, java.util.Objects.requireNonNull(spec).commandLine()));
        return arguments;
    }

    private static void add(List<String> arguments, String name, @Nullable Object value) {
        if (value != null) {
            arguments.add("--" + name + "=" + value);
        }
    }

    private String location(Path path) {
        if (!Files.exists(path)) {
            throw refusal("--config: there is no file or folder " + path + ".");
        }
        return path.toAbsolutePath().toUri().toString();
    }

    private String folder(String folder) {
        if (HubReference.is(folder)) {
            return folder;
        }
        Path path = Path.of(folder);
        if (!Files.isDirectory(path)) {
            throw refusal("--local-model: there is no folder " + path + ".");
        }
        return path.toAbsolutePath().normalize().toString();
    }

    private ParameterException refusal(String sentence) {
        return new ParameterException(java.util.Objects.requireNonNull(spec).commandLine(), sentence);
    }
}
