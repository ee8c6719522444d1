package dev.weir.gateway.command;

import dev.weir.gateway.shelf.FolderReading;
import dev.weir.gateway.shelf.HubCache;
import dev.weir.gateway.shelf.HubHome;
import dev.weir.gateway.shelf.ShelfException;
import dev.weir.gateway.shelf.ShelvedModel;
import dev.weir.gateway.shelf.ShelvedModel.Variant;
import dev.weir.gateway.shelf.Sizes;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code weir models}: lists what lies on this machine. */
@Command(
        name = "models",
        description = "Lists the models in the hub's cache and in the folders that are named.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "'memory' is what a graph needs at least: its weights once, and the keys and values of one whole context.",
            "'fits' compares that with all of this machine's memory. Only files are read; nothing is loaded."
        })
final class ModelsCommand implements Callable<Integer> {

    private static final List<String> COLUMNS = List.of(
            "MODEL", "REVISION", "LAYOUT", "VARIANT", "PRECISION", "WEIGHTS", "ON DISK", "CONTEXT", "MEMORY", "FITS");

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FOLDER", arity = "0..*", description = "Model folders besides those of the cache.")
    private List<Path> folders = new ArrayList<>();

    @Option(names = "--json", description = "Print a JSON array, sizes in bytes.")
    private boolean asJson;

    ModelsCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try {
            HubHome home = HubHome.of(environment, Path.of(System.getProperty("user.home")));
            List<ShelvedModel> models = new ArrayList<>();
            new HubCache(home.cache()).snapshots().forEach(snapshot -> models.addAll(FolderReading.read(snapshot)));
            folders.forEach(folder -> models.add(FolderReading.read(folder)));
            if (asJson) {
                out.println(json(models));
            } else if (models.isEmpty()) {
                out.println("There are no models in " + home.cache() + "; ./weir pull org/model loads one.");
            } else {
                table(models).forEach(out::println);
            }
            out.flush();
            return 0;
        } catch (ShelfException e) {
            System.err.println("weir: " + e.sentence());
            return 1;
        }
    }

    private static List<String> table(List<ShelvedModel> models) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(COLUMNS);
        for (ShelvedModel model : models) {
            if (model.variants().isEmpty()) {
                rows.add(row(model, null));
            }
            model.variants().forEach(variant -> rows.add(row(model, variant)));
        }
        int[] widths = new int[COLUMNS.size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
        }
        return line.toString().stripTrailing();
    }

    private static List<String> row(ShelvedModel model, @Nullable Variant variant) {
        OptionalLong memory = variant == null ? OptionalLong.empty() : model.memoryBytes(variant);
        return List.of(
                model.name(),
                model.revision().isEmpty() ? "-" : model.revision(),
                model.layout().word(),
                variant == null ? "-" : variant.name(),
                variant == null ? "-" : variant.precision(),
                variant == null ? "-" : Sizes.text(variant.weightBytes()),
                Sizes.text(model.bytes()),
                model.contextTokens().isEmpty()
                        ? "-"
                        : Integer.toString(model.contextTokens().getAsInt()),
                memory.isEmpty() ? "-" : Sizes.text(memory.getAsLong()),
                memory.isEmpty() ? "-" : memory.getAsLong() <= machineBytes() ? "yes" : "no");
    }

    private static String json(List<ShelvedModel> models) {
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(models.stream().map(ModelsCommand::fields).toList());
    }

    private static Map<String, Object> fields(ShelvedModel model) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", model.name());
        fields.put("revision", model.revision());
        fields.put("folder", model.folder().toString());
        fields.put("layout", model.layout().word());
        fields.put("bytes", model.bytes());
        model.contextTokens().ifPresent(tokens -> fields.put("context_tokens", tokens));
        fields.put(
                "variants",
                model.variants().stream().map(variant -> fields(model, variant)).toList());
        return fields;
    }

    private static Map<String, Object> fields(ShelvedModel model, Variant variant) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", variant.name());
        fields.put("precision", variant.precision());
        fields.put("weight_bytes", variant.weightBytes());
        variant.kvBytesPerToken().ifPresent(bytes -> fields.put("kv_bytes_per_token", bytes));
        model.memoryBytes(variant).ifPresent(bytes -> {
            fields.put("memory_bytes", bytes);
            fields.put("fits", bytes <= machineBytes());
        });
        return fields;
    }

    /** All memory of the machine, or of the container that the process runs in. */
    private static long machineBytes() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
    }
}
