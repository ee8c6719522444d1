package dev.weir.gateway.hub;

import dev.weir.gateway.shelf.HubCache;
import dev.weir.gateway.shelf.HubPath;
import dev.weir.gateway.shelf.ModelId;
import dev.weir.gateway.shelf.Sizes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads a model into the cache: only the files that are needed, only what is not there, each checked before it gets its
 * name. Whatever ends it, the next pull goes on where it was.
 */
public final class Pull {

    private final HubOptions options;
    private final HubCache cache;
    private final Surroundings surroundings;
    private final PullProgress progress;

    public Pull(HubOptions options, HubCache cache, Surroundings surroundings, PullProgress progress) {
        this.options = options;
        this.cache = cache;
        this.surroundings = surroundings;
        this.progress = progress;
    }

    /** What the machine gives: time to wait, space on the disk, and whether it has symbolic links. */
    public record Surroundings(Pause pause, FreeSpace space, boolean links) {

        /** This machine's. */
        public static final Surroundings HERE = new Surroundings(
                Thread::sleep, folder -> Files.getFileStore(folder).getUsableSpace(), true);

        /** How many bytes may still be written to a folder. */
        @FunctionalInterface
        public interface FreeSpace {
            long of(Path folder) throws IOException;
        }
    }

    /**
     * Pulls one model. Waits while another process pulls the same one.
     *
     * @throws HubException if it cannot; the message names the fix
     */
    public Pulled run(ModelId id, String revision, Wanted wanted) {
        Patience patience = new Patience(surroundings.pause(), progress);
        try (HubClient client = HubClient.open(options)) {
            Listing listing = patience.tried(() -> client.list(id, revision), () -> 0);
            refuseClimbing(listing);
            Selection selection = Selection.of(listing, wanted);
            Path lock = cache.lock(id);
            Files.createDirectories(lock.getParent());
            Files.createDirectories(cache.blobs(id));
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = locked(channel, id)) {
                return new Locked(client, patience, listing, selection, revision).pull(wanted.path());
            }
        } catch (IOException e) {
            throw new HubException("the cache " + cache.folder() + " cannot be written: " + HubClient.reason(e)
                    + "; make it writable, or set HF_HUB_CACHE.");
        }
    }

    private FileLock locked(FileChannel channel, ModelId id) throws IOException {
        FileLock free = channel.tryLock();
        if (free != null) {
            return free;
        }
        progress.note("Another process pulls " + id + "; waiting for it");
        return channel.lock();
    }

    /** A listing is somebody else's words; one wrong name makes all of it suspect. */
    private static void refuseClimbing(Listing listing) {
        listing.files().stream()
                .filter(file -> !HubPath.isInside(file))
                .findFirst()
                .ifPresent(file -> {
                    throw new HubException(listing.id() + " lists a file '" + file
                            + "', which would lie outside its folder; nothing was loaded, do not use this model.");
                });
    }

    /** The part that only one process does at a time. */
    private final class Locked {

        private final HubClient client;
        private final Patience patience;
        private final Listing listing;
        private final Selection selection;
        private final String revision;
        private final ModelId id;
        private final Path blobs;
        private final Path snapshot;

        Locked(HubClient client, Patience patience, Listing listing, Selection selection, String revision) {
            this.client = client;
            this.patience = patience;
            this.listing = listing;
            this.selection = selection;
            this.revision = revision;
            this.id = listing.id();
            this.blobs = cache.blobs(id);
            this.snapshot = cache.snapshot(id, listing.commit());
        }

        Pulled pull(String path) throws IOException {
            List<RemoteFile> files = new ArrayList<>();
            for (String file : selection.files()) {
                files.add(patience.tried(() -> client.describe(id, listing.commit(), file), () -> 0));
            }
            List<RemoteFile> missing = new ArrayList<>();
            for (RemoteFile file : files) {
                if (!isHere(file)) {
                    missing.add(file);
                }
            }
            long bytes = bytesToLoad(missing);
            refuseFullDisk(bytes);
            progress.planned(missing.size(), bytes);
            BlobDownload download = new BlobDownload(client, listing, blobs, options.stall(), progress);
            for (RemoteFile file : missing) {
                download.load(file, patience);
            }
            SnapshotLinks links = new SnapshotLinks(surroundings.links());
            for (RemoteFile file : files) {
                Path blob = blob(file);
                if (Files.exists(blob)) {
                    links.point(snapshot.resolve(file.path()), blob);
                }
            }
            writeRef();
            long whole =
                    files.stream().mapToLong(file -> Math.max(0, file.bytes())).sum();
            return new Pulled(
                    id.toString(),
                    revision,
                    listing.commit(),
                    snapshot.resolve(path),
                    selection.variant(),
                    selection.files(),
                    whole,
                    bytes);
        }

        private boolean isHere(RemoteFile file) throws IOException {
            return isWhole(blob(file), file) || isWhole(snapshot.resolve(file.path()), file);
        }

        private boolean isWhole(Path here, RemoteFile file) throws IOException {
            return Files.isRegularFile(here) && (file.bytes() < 0 || Files.size(here) == file.bytes());
        }

        private Path blob(RemoteFile file) {
            return blobs.resolve(file.etag().value());
        }

        private long bytesToLoad(List<RemoteFile> missing) throws IOException {
            long bytes = 0;
            for (RemoteFile file : missing) {
                Path begun = BlobDownload.incomplete(blobs, file);
                bytes += Math.max(0, file.bytes() - (Files.exists(begun) ? Files.size(begun) : 0));
            }
            return bytes;
        }

        private void refuseFullDisk(long bytes) throws IOException {
            long free = surroundings.space().of(blobs);
            if (free < bytes) {
                throw new HubException(id + " needs " + Sizes.text(bytes) + " more, and the disk of " + cache.folder()
                        + " has " + Sizes.text(free)
                        + "; free some, or set HF_HUB_CACHE to a folder on another disk.");
            }
        }

        /** Written last, so that a name never leads to a model that is not whole. */
        private void writeRef() throws IOException {
            if (HubCache.isCommit(revision)) {
                return;
            }
            Path ref = cache.ref(id, revision);
            Files.createDirectories(ref.getParent());
            Path made = ref.resolveSibling(ref.getFileName() + ".incomplete");
            Files.writeString(made, listing.commit());
            Files.move(made, ref, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
