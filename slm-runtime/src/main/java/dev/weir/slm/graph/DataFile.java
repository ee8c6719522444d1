package dev.weir.slm.graph;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file of weights beside a model, written from front to back; several models may point into it. */
public final class DataFile implements AutoCloseable {

    /** ONNX Runtime maps weights into memory in place if they begin at a page. */
    private static final int PAGE_BYTES = 4096;

    private final String name;
    private final FileChannel channel;
    private long begun;

    /** Where weights were stored, to be given to {@link GraphWriter#external}. */
    public record Stored(String file, ElementType type, long offset, long length) {}

    private DataFile(String name, FileChannel channel) {
        this.name = name;
        this.channel = channel;
    }

    /** Creates the file, or empties it. */
    public static DataFile create(Path folder, String name) throws IOException {
        return new DataFile(
                name,
                FileChannel.open(
                        folder.resolve(name),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE));
    }

    /** Begins the next weights; they are what is {@link #write written} until {@link #end}. */
    public void begin() throws IOException {
        begun = (channel.position() + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
        channel.position(begun);
    }

    /** Writes the bytes from the buffer's position to its limit. */
    public void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Says where the weights begun last are. */
    public Stored end(ElementType type) throws IOException {
        return new Stored(name, type, begun, channel.position() - begun);
    }

    /** Stores weights that are whole already. */
    public Stored store(ElementType type, ByteBuffer bytes) throws IOException {
        begin();
        write(bytes);
        return end(type);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
