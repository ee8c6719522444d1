package dev.weir.gateway.shelf;

import dev.weir.gateway.shelf.ShelvedModel.Layout;
import dev.weir.gateway.shelf.ShelvedModel.Variant;
import dev.weir.slm.SlmException;
import dev.weir.slm.graph.GraphFacts;
import dev.weir.slm.graph.GraphValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Reads what a model folder holds, from its files alone: no weights are loaded, nothing is run. */
public final class FolderReading {

    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> CONTEXT_NAMES =
            List.of("max_position_embeddings", "n_positions", "n_ctx", "max_sequence_length");
    private static final String GENAI = "genai_config.json";
    private static final String CONVERTED = "weir.json";

    /** Bytes of one number, by {@code TensorProto.DataType}. */
    private static final Map<Integer, Integer> NUMBER_BYTES = Map.of(1, 4, 2, 1, 3, 1, 10, 2, 16, 2);

    /** A key or value of the past: its dimensions are rows, heads, tokens and the numbers of one head. */
    private static final int CACHE_DIMS = 4;

    private FolderReading() {}

    /** The models of a cache's snapshot: one, or one for each of its folders of onnxruntime-genai. */
    public static List<ShelvedModel> read(HubCache.Snapshot snapshot) {
        String revision = snapshot.revisions().isEmpty()
                ? snapshot.commit().substring(0, 8)
                : String.join(", ", snapshot.revisions());
        List<ShelvedModel> found = new ArrayList<>();
        for (Path folder : folders(snapshot.folder())) {
            Path inside = snapshot.folder().relativize(folder);
            String path =
                    inside.toString().isEmpty() ? "" : "/" + inside.toString().replace('\\', '/');
            found.add(read(snapshot.id() + path, revision, folder));
        }
        return found;
    }

    /**
     * The model of one folder.
     *
     * @throws ShelfException if there is no such folder
     */
    public static ShelvedModel read(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new ShelfException("there is no folder " + folder + ".");
        }
        return read(folder.toString(), "", folder);
    }

    private static ShelvedModel read(String name, String revision, Path folder) {
        List<Path> files = files(folder);
        Layout layout = layout(folder, files);
        return new ShelvedModel(
                name, revision, folder, layout, variants(folder, layout, files), bytes(files), context(folder, layout));
    }

    private static List<Path> folders(Path snapshot) {
        if (Files.exists(snapshot.resolve(GENAI))) {
            return List.of(snapshot);
        }
        List<Path> inside = files(snapshot).stream()
                .filter(file -> file.getFileName().toString().equals(GENAI))
                .map(file -> Objects.requireNonNull(file.getParent()))
                .toList();
        return inside.isEmpty() ? List.of(snapshot) : inside;
    }

    private static Layout layout(Path folder, List<Path> files) {
        if (Files.exists(folder.resolve(CONVERTED))) {
            return Layout.WEIR;
        }
        if (Files.exists(folder.resolve(GENAI))) {
            return Layout.GENAI;
        }
        if (files.stream().anyMatch(file -> GraphName.of(inside(folder, file)).isPresent())) {
            return Layout.HUGGINGFACE;
        }
        return files.stream().anyMatch(file -> file.toString().endsWith(".safetensors"))
                ? Layout.SAFETENSORS
                : Layout.UNKNOWN;
    }

    private static List<Variant> variants(Path folder, Layout layout, List<Path> files) {
        return switch (layout) {
            case WEIR -> named(folder, "weir", json(folder.resolve(CONVERTED)).path("decode"));
            case GENAI ->
                named(
                        folder,
                        "",
                        json(folder.resolve(GENAI))
                                .path("model")
                                .path("decoder")
                                .path("filename"));
            case HUGGINGFACE ->
                files.stream()
                        .flatMap(file -> GraphName.of(inside(folder, file)).stream())
                        .sorted(GraphName.best())
                        .map(graph -> variant(folder, graph.variant(), graph.file()))
                        .toList();
            case SAFETENSORS, UNKNOWN -> List.of();
        };
    }

    private static List<Variant> named(Path folder, String name, JsonNode file) {
        String graph = file.asString("");
        return HubPath.isInside(graph) && Files.isRegularFile(folder.resolve(graph))
                ? List.of(variant(folder, name, graph))
                : List.of();
    }

    private static Variant variant(Path folder, String name, String file) {
        Path graph = folder.resolve(file);
        try {
            GraphFacts facts = GraphFacts.read(graph);
            String precision = precision(facts);
            long bytes = size(graph);
            for (String other : facts.dataFiles()) {
                bytes += HubPath.isInside(other) ? size(graph.resolveSibling(other)) : 0;
            }
            return new Variant(name.isEmpty() ? precision : name, graph, precision, bytes, cache(facts));
        } catch (SlmException e) {
            return new Variant(name.isEmpty() ? "?" : name, graph, "unreadable", size(graph), OptionalLong.empty());
        }
    }

    /** What most multiplications read: the graph's own packed weights first, then whole numbers, then its cache. */
    private static String precision(GraphFacts facts) {
        if (!facts.weights().isEmpty()) {
            return "int"
                    + facts.weights().stream()
                            .mapToInt(GraphFacts.PackedWeights::bits)
                            .min()
                            .orElseThrow();
        }
        boolean whole = facts.operators().keySet().stream()
                .anyMatch(name -> name.contains("MatMulInteger")
                        || name.contains("QLinear")
                        || name.endsWith("DynamicQuantizeMatMul"));
        if (whole) {
            return "int8";
        }
        boolean half = caches(facts).anyMatch(value -> NUMBER_BYTES.getOrDefault(value.type(), 4) == 2);
        return half ? "fp16" : "fp32";
    }

    /** Heads times numbers of a head times bytes of a number, over all keys and values; all sizes are the graph's. */
    private static OptionalLong cache(GraphFacts facts) {
        List<GraphValue> caches = caches(facts).toList();
        long bytes = 0;
        for (GraphValue value : caches) {
            String heads = value.dims().get(1);
            String size = value.dims().get(3);
            Integer number = NUMBER_BYTES.get(value.type());
            if (number == null || !heads.matches("\\d{1,6}") || !size.matches("\\d{1,6}")) {
                return OptionalLong.empty();
            }
            bytes += Long.parseLong(heads) * Long.parseLong(size) * number;
        }
        return caches.isEmpty() ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    private static Stream<GraphValue> caches(GraphFacts facts) {
        return facts.inputs().stream()
                .filter(value -> value.name().startsWith("past_"))
                .filter(value -> value.dims().size() == CACHE_DIMS);
    }

    private static OptionalInt context(Path folder, Layout layout) {
        if (layout == Layout.GENAI) {
            return positive(json(folder.resolve(GENAI)).path("model").path("context_length"));
        }
        JsonNode config = json(folder.resolve("config.json"));
        return CONTEXT_NAMES.stream()
                .map(config::path)
                .map(FolderReading::positive)
                .filter(OptionalInt::isPresent)
                .findFirst()
                .orElse(OptionalInt.empty());
    }

    private static OptionalInt positive(JsonNode number) {
        return number.isInt() && number.intValue() > 0 ? OptionalInt.of(number.intValue()) : OptionalInt.empty();
    }

    private static JsonNode json(Path file) {
        try {
            return Files.isRegularFile(file) ? JSON.readTree(Files.readAllBytes(file)) : MissingNode.getInstance();
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String inside(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    /** Follows the cache's links; a file that leads nowhere is passed over. */
    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .sorted(Comparator.naturalOrder())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long bytes(List<Path> files) {
        Set<Path> counted = new HashSet<>();
        long bytes = 0;
        for (Path file : files) {
            if (counted.add(real(file).orElse(file))) {
                bytes += size(file);
            }
        }
        return bytes;
    }

    private static Optional<Path> real(Path file) {
        try {
            return Optional.of(file.toRealPath());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
