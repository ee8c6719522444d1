package dev.weir.gateway.shelf;

import java.util.Optional;
import java.util.regex.Pattern;

/** A model's name on the hub: {@code org/model}. */
public record ModelId(String organisation, String model) {

    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?");
    private static final String FOLDER_PREFIX = "models--";
    private static final String FOLDER_SEPARATOR = "--";

    public ModelId {
        if (!isPart(organisation) || !isPart(model)) {
            throw new ShelfException(
                    "'" + organisation + "/" + model
                            + "' is no name of a model; write it as the hub does, such as HuggingFaceTB/SmolLM2-135M-Instruct.");
        }
    }

    /**
     * Reads {@code org/model}.
     *
     * @throws ShelfException if it is none
     */
    public static ModelId parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new ShelfException("'" + text + "' is no name of a model; write it as org/model.");
        }
        return new ModelId(text.substring(0, slash), text.substring(slash + 1));
    }

    /** The model whose files a folder of the cache holds; empty if the folder is of something else. */
    static Optional<ModelId> ofFolder(String name) {
        if (!name.startsWith(FOLDER_PREFIX)) {
            return Optional.empty();
        }
        String[] parts = name.substring(FOLDER_PREFIX.length()).split(FOLDER_SEPARATOR, -1);
        return parts.length == 2 && isPart(parts[0]) && isPart(parts[1])
                ? Optional.of(new ModelId(parts[0], parts[1]))
                : Optional.empty();
    }

    /** The name of its folder in the cache. */
    String folder() {
        return FOLDER_PREFIX + organisation + FOLDER_SEPARATOR + model;
    }

    @Override
    public String toString() {
        return organisation + "/" + model;
    }

    private static boolean isPart(String text) {
        return PART.matcher(text).matches() && !text.contains("..") && !text.contains(FOLDER_SEPARATOR);
    }
}
