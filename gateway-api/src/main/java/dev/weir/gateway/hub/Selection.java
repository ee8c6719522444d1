package dev.weir.gateway.hub;

import dev.weir.gateway.shelf.GraphName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which files of a model are loaded: texts, and one graph with its data.
 *
 * @param variant of the graph; null where nothing was chosen from several
 */
record Selection(List<String> files, @Nullable String variant) {

    private static final String GENAI = "genai_config.json";
    private static final String CONVERTED = "weir.json";
    private static final Set<String> TEXTS = Set.of(
            "config.json",
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "chat_template.jinja",
            "confidence.json",
            CONVERTED,
            GENAI);

    Selection {
        files = List.copyOf(files);
    }

    /**
     * Chooses.
     *
     * @throws HubException if what is wanted is not there; the message lists what is
     */
    static Selection of(Listing listing, Wanted wanted) {
        return new Chooser(listing, wanted).choose();
    }

    private static final class Chooser {

        private final Listing listing;
        private final Wanted wanted;
        private final String base;

        /** Relative to the folder that is wanted. */
        private final List<String> names;

        Chooser(Listing listing, Wanted wanted) {
            this.listing = listing;
            this.wanted = wanted;
            this.base = wanted.path().isEmpty() ? "" : wanted.path() + "/";
            this.names = listing.files().stream()
                    .filter(file -> file.startsWith(base))
                    .map(file -> file.substring(base.length()))
                    .toList();
        }

        Selection choose() {
            if (names.isEmpty()) {
                throw new HubException(listing.id() + " has no folder " + wanted.path() + "; " + places());
            }
            if (wanted.all()) {
                return chosen(null, _ -> true);
            }
            if (wanted.safetensors()) {
                return safetensors();
            }
            if (names.contains(CONVERTED)) {
                refuseVariant("holds graphs that Weir converted");
                return chosen(null, name -> name.startsWith("onnx/") || TEXTS.contains(name));
            }
            if (names.contains(GENAI)) {
                refuseVariant("is an onnxruntime-genai model");
                return chosen(null, name -> TEXTS.contains(name) || isTopGraph(name));
            }
            return graph();
        }

        private Selection graph() {
            List<GraphName> graphs = names.stream()
                    .flatMap(name -> GraphName.of(name).stream())
                    .sorted(GraphName.best())
                    .toList();
            if (graphs.isEmpty()) {
                throw new HubException(listing.id() + " has no model*.onnx"
                        + (wanted.path().isEmpty() ? "" : " in " + wanted.path()) + "; " + places());
            }
            String variant = wanted.variant();
            Optional<GraphName> graph = variant == null
                    ? Optional.of(graphs.getFirst())
                    : graphs.stream().filter(one -> one.isCalled(variant)).findFirst();
            GraphName found = graph.orElseThrow(() -> new HubException(listing.id() + " has no variant '" + variant
                    + "'; it has "
                    + graphs.stream().map(GraphName::variant).distinct().collect(Collectors.joining(", ")) + "."));
            return chosen(
                    found.variant(), name -> TEXTS.contains(name) || name.equals(found.file()) || found.hasData(name));
        }

        private Selection safetensors() {
            Predicate<String> weights = name -> !name.contains("/") && name.endsWith(".safetensors");
            // Some models have the same weights a second time, under another name.
            Predicate<String> usual = weights.and(name -> name.startsWith("model"));
            Predicate<String> taken = names.stream().anyMatch(usual) ? usual : weights;
            if (names.stream().noneMatch(taken)) {
                throw new HubException(listing.id() + " has no *.safetensors; " + places());
            }
            refuseVariant("has no variants of its *.safetensors");
            return chosen(
                    null,
                    name -> taken.test(name)
                            || TEXTS.contains(name)
                            || (!name.contains("/") && name.endsWith(".safetensors.index.json")));
        }

        private Selection chosen(@Nullable String variant, Predicate<String> taken) {
            return new Selection(
                    names.stream()
                            .filter(taken)
                            .map(name -> base + name)
                            .distinct()
                            .toList(),
                    variant);
        }

        private void refuseVariant(String because) {
            if (wanted.variant() != null) {
                throw new HubException(listing.id() + " " + because + "; leave out --variant.");
            }
        }

        private static boolean isTopGraph(String name) {
            return !name.contains("/")
                    && (name.endsWith(".onnx") || name.contains(".onnx.data") || name.contains(".onnx_data"));
        }

        /** A way on, from what is there. */
        private String places() {
            List<String> ways = new ArrayList<>();
            Set<String> folders = listing.files().stream()
                    .filter(file -> file.endsWith("/" + GENAI)
                            || GraphName.of(tail(file)).isPresent())
                    .map(file -> file.substring(0, Math.max(0, file.lastIndexOf('/'))))
                    .map(folder -> folder.equals("onnx") ? "" : folder)
                    .filter(folder -> !folder.isEmpty() && !folder.equals(wanted.path()))
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!folders.isEmpty()) {
                ways.add("name one of its folders: "
                        + folders.stream().map(folder -> "--path " + folder).collect(Collectors.joining(", ")));
            }
            if (!wanted.safetensors() && listing.files().stream().anyMatch(file -> file.endsWith(".safetensors"))) {
                ways.add("load its weights with --safetensors and convert them");
            }
            return ways.isEmpty()
                    ? "choose another model, or load everything with --all."
                    : String.join(", or ", ways) + ".";
        }

        private static String tail(String file) {
            return file.substring(file.lastIndexOf('/') + 1);
        }
    }
}
