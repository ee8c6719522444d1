package dev.weir.gateway.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/**
 * Makes a snapshot's files: relative links to the blobs, or copies where there are no links. Graphs and their weights
 * are hard links, because ONNX Runtime refuses weights that a symbolic link leads out of the model's folder to.
 */
final class SnapshotLinks {

    private final boolean links;

    SnapshotLinks(boolean links) {
        this.links = links;
    }

    /** Returns when {@code file} has the blob's content. Whoever reads it meanwhile sees the old or the new one. */
    void point(Path file, Path blob) throws IOException {
        Path folder = Objects.requireNonNull(file.getParent());
        Path target = folder.relativize(blob);
        boolean graph = file.getFileName().toString().contains(".onnx");
        if (isThere(file, blob, target, graph)) {
            return;
        }
        Files.createDirectories(folder);
        Path made = file.resolveSibling(file.getFileName() + ".incomplete");
        Files.deleteIfExists(made);
        if (!links || !(graph ? joined(made, blob) : linked(made, target))) {
            Files.copy(blob, made);
        }
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean isThere(Path file, Path blob, Path target, boolean graph) throws IOException {
        return graph
                ? !Files.isSymbolicLink(file) && Files.exists(file) && Files.isSameFile(file, blob)
                : Files.isSymbolicLink(file) && Files.readSymbolicLink(file).equals(target);
    }

    private static boolean joined(Path file, Path blob) {
        try {
            Files.createLink(file, blob);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            // A file system without hard links.
            return false;
        }
    }

    private static boolean linked(Path file, Path target) {
        try {
            Files.createSymbolicLink(file, target);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            // Windows without the right to make links, or a file system without them.
            return false;
        }
    }
}
