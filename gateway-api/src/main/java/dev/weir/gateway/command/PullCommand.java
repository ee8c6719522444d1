package dev.weir.gateway.command;

import dev.weir.gateway.hub.HubException;
import dev.weir.gateway.hub.HubOptions;
import dev.weir.gateway.hub.ProgressBar;
import dev.weir.gateway.hub.ProgressLines;
import dev.weir.gateway.hub.Pull;
import dev.weir.gateway.hub.PullProgress;
import dev.weir.gateway.hub.Pulled;
import dev.weir.gateway.hub.Silence;
import dev.weir.gateway.hub.Wanted;
import dev.weir.gateway.shelf.HubCache;
import dev.weir.gateway.shelf.HubHome;
import dev.weir.gateway.shelf.HubReference;
import dev.weir.gateway.shelf.ModelId;
import dev.weir.gateway.shelf.ShelfException;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code weir pull}: loads a model from the hub into this machine's cache. */
@Command(
        name = "pull",
        description = "Loads a model from a model hub, so that it can be used offline.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Loads what Weir needs to run the model, goes on where an earlier pull was broken off, and checks every",
            "file. The environment variables HF_ENDPOINT (default: https://huggingface.co), HF_TOKEN, HF_HOME and",
            "HF_HUB_CACHE mean what they mean to the hub's own tools, which share the cache. docs/guide/models.md",
            "says more."
        })
final class PullCommand implements Callable<Integer> {

    private static final int USUAL_WIDTH = 100;

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "The model's name on the hub: org/model.")
    private String model = "";

    @Option(
            names = "--revision",
            paramLabel = "NAME",
            defaultValue = HubReference.MAIN,
            description = "A branch, a tag or a commit (default: ${DEFAULT-VALUE}).")
    private String revision = HubReference.MAIN;

    @Option(
            names = "--variant",
            paramLabel = "NAME",
            description = "Which graph (default: the first there is of q4, q8, int8, uint8, fp16, fp32).")
    private @Nullable String variant;

    @Option(
            names = "--path",
            paramLabel = "FOLDER",
            defaultValue = "",
            description = "The folder inside the model that holds the graph, where it has several.")
    private String path = "";

    @Option(names = "--safetensors", description = "The weights that weir convert reads, in place of a graph.")
    private boolean safetensors;

    @Option(names = "--all", description = "Every file of the model.")
    private boolean all;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print the folder and nothing else.")
    private boolean quiet;

    @Option(names = "--json", description = "Print what was pulled as JSON and nothing else.")
    private boolean asJson;

    PullCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try {
            HubHome home = HubHome.of(environment, Path.of(System.getProperty("user.home")));
            HubReference reference = new HubReference(ModelId.parse(model), folder(), revision);
            Pull pull = new Pull(
                    HubOptions.of(environment, home.token()),
                    new HubCache(home.cache().toAbsolutePath().normalize()),
                    Pull.Surroundings.HERE,
                    progress());
            Pulled pulled = pull.run(reference.id(), revision, new Wanted(reference.path(), variant, safetensors, all));
            out.println(asJson ? json(pulled) : quiet ? pulled.folder().toString() : sentence(pulled, reference));
            out.flush();
            return 0;
        } catch (HubException e) {
            System.err.println("weir: " + e.sentence());
        } catch (ShelfException e) {
            System.err.println("weir: " + e.sentence());
        }
        return 1;
    }

    private String folder() {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private PullProgress progress() {
        if (quiet || asJson) {
            return new Silence();
        }
        // Since Java 25 there is no console again where neither end is a terminal.
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
                ? new ProgressBar(System.err, System::nanoTime, width())
                : new ProgressLines(System.err);
    }

    private int width() {
        String columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) : USUAL_WIDTH;
    }

    private String sentence(Pulled pulled, HubReference reference) {
        String command = safetensors ? "./weir convert " + pulled.folder() : "./weir serve --local-model " + reference;
        String chosen = variant == null || safetensors ? "" : " --variant " + variant;
        return pulled.folder() + System.lineSeparator() + "Use it with " + command + chosen;
    }

    private static String json(Pulled pulled) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", pulled.model());
        fields.put("revision", pulled.revision());
        fields.put("commit", pulled.commit());
        fields.put("folder", pulled.folder().toString());
        if (pulled.variant() != null) {
            fields.put("variant", pulled.variant());
        }
        fields.put("files", pulled.files());
        fields.put("bytes", pulled.bytes());
        fields.put("loaded_bytes", pulled.loaded());
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(fields);
    }
}
