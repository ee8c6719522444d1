package dev.weir.gateway.hub;

import dev.weir.gateway.hub.HubClient.Rest;
import dev.weir.gateway.shelf.ModelId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Loads one file into the cache's blobs, going on where an earlier attempt or an earlier pull ended. */
final class BlobDownload {

    private static final int COPY_BYTES = 1 << 16;

    private final HubClient client;
    private final Listing listing;
    private final Path blobs;
    private final Duration stall;
    private final PullProgress progress;
    private final AtomicLong received = new AtomicLong();
    private long furthest;

    BlobDownload(HubClient client, Listing listing, Path blobs, Duration stall, PullProgress progress) {
        this.client = client;
        this.listing = listing;
        this.blobs = blobs;
        this.stall = stall;
        this.progress = progress;
    }

    static Path incomplete(Path blobs, RemoteFile file) {
        return blobs.resolve(file.etag().value() + ".incomplete");
    }

    /** Returns when the blob is there and its content is what the hub says. */
    void load(RemoteFile file, Patience patience) {
        Path incomplete = incomplete(blobs, file);
        boolean resumed = Files.exists(incomplete);
        furthest = 0;
        attempt(file, incomplete, patience);
        if (!fits(file, incomplete)) {
            // What an earlier pull left may be the wrong part; what came in one go may not.
            delete(incomplete);
            if (resumed) {
                attempt(file, incomplete, patience);
            }
            if (!resumed || !fits(file, incomplete)) {
                delete(incomplete);
                throw new HubException(file.path() + " of " + id() + " came with another checksum than the hub's "
                        + file.etag().value() + " and was deleted; run the command again, and if that does not help,"
                        + " something between here and the hub changes files.");
            }
        }
        try {
            Files.move(
                    incomplete,
                    blobs.resolve(file.etag().value()),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unwritable(e);
        }
        progress.finished(file.path());
    }

    private void attempt(RemoteFile file, Path incomplete, Patience patience) {
        patience.tried(
                () -> {
                    append(file, incomplete);
                    return file;
                },
                () -> furthest);
    }

    private void append(RemoteFile file, Path incomplete) throws IOException, TransientFailure {
        try (FileChannel out = FileChannel.open(incomplete, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long have = out.size();
            if (file.bytes() >= 0 && have > file.bytes()) {
                out.truncate(0);
                have = 0;
            }
            if (have == file.bytes()) {
                progress.started(file.path(), file.bytes(), have);
                return;
            }
            try (Rest rest = client.open(id(), listing.commit(), file, have)) {
                out.truncate(rest.from());
                out.position(rest.from());
                progress.started(file.path(), file.bytes(), rest.from());
                copy(rest, out, file);
            }
            out.force(true);
            if (file.bytes() >= 0 && out.size() != file.bytes()) {
                throw client.broken(id(), file, out.size() + " of " + file.bytes() + " bytes came");
            }
        }
    }

    private void copy(Rest rest, FileChannel out, RemoteFile file) throws IOException, TransientFailure {
        byte[] buffer = new byte[COPY_BYTES];
        try (StallGuard guard = StallGuard.over(rest.body(), received::get, stall)) {
            while (true) {
                int read;
                try {
                    read = rest.body().read(buffer);
                } catch (IOException e) {
                    throw client.broken(id(), file, guard.stalled() ? "nothing came" : HubClient.reason(e));
                }
                if (read < 0) {
                    return;
                }
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                received.addAndGet(read);
                furthest = Math.max(furthest, out.position());
                progress.loaded(read);
            }
        }
    }

    private ModelId id() {
        return listing.id();
    }

    private static boolean fits(RemoteFile file, Path incomplete) {
        try {
            return file.etag().fits(incomplete);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private static HubException unwritable(IOException e) {
        return new HubException("the cache cannot be written: " + e.getMessage() + ".");
    }
}
