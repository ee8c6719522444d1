package dev.weir.gateway.shelf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the hub's clients keep their files, by the variables that they agreed on.
 *
 * @param cache the folder of the models
 */
public record HubHome(Path cache, Optional<String> token) {

    /**
     * Reads {@code HF_HUB_CACHE}, {@code HF_HOME} and {@code HF_TOKEN} with their older names.
     *
     * @param user the home folder of whoever runs the process
     */
    public static HubHome of(Map<String, String> environment, Path user) {
        Path home = first(environment, "HF_HOME")
                .map(text -> path(text, user))
                .or(() -> first(environment, "XDG_CACHE_HOME")
                        .map(text -> path(text, user).resolve("huggingface")))
                .orElseGet(() -> user.resolve(".cache").resolve("huggingface"));
        Path cache = first(environment, "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE")
                .map(text -> path(text, user))
                .orElseGet(() -> home.resolve("hub"));
        Path tokenFile = first(environment, "HF_TOKEN_PATH")
                .map(text -> path(text, user))
                .orElseGet(() -> home.resolve("token"));
        return new HubHome(
                cache, first(environment, "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN").or(() -> token(tokenFile)));
    }

    private static Optional<String> first(Map<String, String> environment, String... names) {
        return Stream.of(names)
                .map(name -> environment.getOrDefault(name, "").strip())
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    private static Path path(String text, Path user) {
        return text.startsWith("~/") ? user.resolve(text.substring(2)) : Path.of(text);
    }

    private static Optional<String> token(Path file) {
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty())
                    : Optional.empty();
        } catch (IOException e) {
            throw new ShelfException(file + " cannot be read; make it readable, or set HF_TOKEN.");
        }
    }
}
