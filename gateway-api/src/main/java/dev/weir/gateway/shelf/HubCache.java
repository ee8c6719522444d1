package dev.weir.gateway.shelf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder in which the hub's clients keep models: {@code models--org--name} with {@code blobs}, {@code refs} and
 * {@code snapshots}. Nothing here uses the network.
 */
public record HubCache(Path folder) {

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    /**
     * One revision of one model.
     *
     * @param revisions what people call the commit, such as {@code main}
     */
    public record Snapshot(ModelId id, String commit, List<String> revisions, Path folder) {

        public Snapshot {
            revisions = List.copyOf(revisions);
        }
    }

    /** Whether it is the name of a commit, which never changes what it means. */
    public static boolean isCommit(String revision) {
        return COMMIT.matcher(revision).matches();
    }

    public Path blobs(ModelId id) {
        return repository(id).resolve("blobs");
    }

    public Path snapshot(ModelId id, String commit) {
        return repository(id).resolve("snapshots").resolve(commit);
    }

    public Path ref(ModelId id, String revision) {
        return repository(id).resolve("refs").resolve(revision);
    }

    public Path lock(ModelId id) {
        return folder.resolve(".locks").resolve(id.folder()).resolve("weir.lock");
    }

    /**
     * The folder that a reference names.
     *
     * @throws ShelfException if it was not pulled
     */
    public Path find(HubReference reference) {
        Path found = commit(reference.id(), reference.revision())
                .map(commit -> snapshot(reference.id(), commit).resolve(reference.path()))
                .filter(Files::isDirectory)
                .orElse(null);
        if (found == null) {
            throw new ShelfException(reference + " is not in the cache " + folder + "; run ./weir pull "
                    + reference.id()
                    + (reference.revision().equals(HubReference.MAIN) ? "" : " --revision " + reference.revision())
                    + (reference.path().isEmpty() ? "" : " --path " + reference.path()) + " first.");
        }
        return found;
    }

    /** Every model that is there, by name and commit. */
    public List<Snapshot> snapshots() {
        List<Snapshot> found = new ArrayList<>();
        for (Path repository : sorted(folder)) {
            ModelId.ofFolder(repository.getFileName().toString()).ifPresent(id -> {
                for (Path snapshot : sorted(repository.resolve("snapshots"))) {
                    String commit = snapshot.getFileName().toString();
                    found.add(new Snapshot(id, commit, revisions(id, commit), snapshot));
                }
            });
        }
        return found;
    }

    private Path repository(ModelId id) {
        return folder.resolve(id.folder());
    }

    private Optional<String> commit(ModelId id, String revision) {
        if (isCommit(revision)) {
            return Optional.of(revision);
        }
        Path ref = ref(id, revision);
        return Files.isRegularFile(ref) ? Optional.of(text(ref)).filter(HubCache::isCommit) : Optional.empty();
    }

    private List<String> revisions(ModelId id, String commit) {
        Path refs = repository(id).resolve("refs");
        if (!Files.isDirectory(refs)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(refs)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> text(file).equals(commit))
                    .map(file -> refs.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> sorted(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
