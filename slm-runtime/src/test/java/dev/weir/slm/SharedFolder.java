package dev.weir.slm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Models too large to commit: the folder of the system property {@code weir.shared}, or {@code shared} beside the
 * checkout. A test that finds none says so and is skipped.
 */
public final class SharedFolder {

    private SharedFolder() {}

    /** One of its files or folders; says so on the error stream if it is absent. */
    public static Optional<Path> find(String path) {
        Optional<Path> found = root().map(root -> root.resolve(path)).filter(Files::exists);
        if (found.isEmpty()) {
            System.err.println("NOT TESTED: there is no " + path + " in the shared folder (-Dweir.shared=...)");
        }
        return found;
    }

    private static Optional<Path> root() {
        String named = System.getProperty("weir.shared");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve(".mvn"))) {
                return Optional.of(at.resolveSibling("shared"));
            }
        }
        return Optional.empty();
    }
}
