package dev.weir.slm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of one model, in a folder or on the class path. File names are relative and use {@code /}. */
public final class ModelFolder {

    private static final int COPY_BYTES = 1 << 16;

    private final String name;
    private final @Nullable Path folder;
    private final String location;

    private ModelFolder(String name, @Nullable Path folder, String location) {
        this.name = name;
        this.folder = folder;
        this.location = location;
    }

    /**
     * A folder on disk. Its models may keep weights in external files beside them.
     *
     * @throws SlmException.UnusableModel if there is no such folder
     */
    public static ModelFolder at(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        if (!Files.isDirectory(absolute)) {
            throw new SlmException.UnusableModel("there is no model folder " + folder);
        }
        Path last = absolute.getFileName();
        return new ModelFolder(last == null ? "model" : last.toString(), absolute, folder.toString());
    }

    /**
     * A folder on disk whose own name does not say what the model is called.
     *
     * @param name stands in its place
     * @throws SlmException.UnusableModel if there is no such folder
     */
    public static ModelFolder at(Path folder, String name) {
        ModelFolder found = at(folder);
        return new ModelFolder(name, found.folder, found.location);
    }

    /** A folder on the class path, such as {@code models/weir-intents}. Its models must be in one file each. */
    public static ModelFolder onClassPath(String location) {
        String name = location.substring(location.lastIndexOf('/') + 1);
        return new ModelFolder(name, null, location);
    }

    /** The last part of where it is, unless another was given: {@code weir-intents}. */
    public String name() {
        return name;
    }

    public boolean has(String file) {
        Path onDisk = path(file).orElse(null);
        return onDisk == null ? loader().getResource(location + "/" + file) != null : Files.isRegularFile(onDisk);
    }

    /** The whole file, or empty if there is none. */
    public Optional<byte[]> find(String file) {
        if (!has(file)) {
            return Optional.empty();
        }
        try (InputStream in = open(file)) {
            return Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new SlmException.UnusableModel("cannot read " + nameOf(file), e);
        }
    }

    /**
     * The whole file.
     *
     * @throws SlmException.UnusableModel if there is none
     */
    public byte[] read(String file) {
        return find(file).orElseThrow(() -> new SlmException.UnusableModel(nameOf(file) + " is missing"));
    }

    /** Where the file is on disk, whether or not it exists; empty for a model on the class path. */
    public Optional<Path> path(String file) {
        return folder == null ? Optional.empty() : Optional.of(folder.resolve(file));
    }

    /**
     * SHA-256, in lower-case hexadecimal, of the file and of the external data files beside it whose names begin with
     * its name.
     */
    public String digest(String file) {
        MessageDigest digest = sha256();
        for (String part : withExternalData(file)) {
            try (InputStream in = open(part)) {
                byte[] buffer = new byte[COPY_BYTES];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    digest.update(buffer, 0, read);
                }
            } catch (IOException e) {
                throw new SlmException.UnusableModel("cannot read " + nameOf(part), e);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The same for several files together, each counted once. */
    public String digest(List<String> files) {
        List<String> each = files.stream().distinct().map(this::digest).toList();
        return each.size() == 1
                ? each.getFirst()
                : HexFormat.of()
                        .formatHex(sha256().digest(String.join("\n", each).getBytes(StandardCharsets.UTF_8)));
    }

    /** How messages name one of its files. */
    public String nameOf(String file) {
        return location + "/" + file;
    }

    @Override
    public String toString() {
        return location;
    }

    private List<String> withExternalData(String file) {
        Path onDisk = path(file).orElse(null);
        Path parent = onDisk == null ? null : onDisk.getParent();
        if (parent == null || folder == null) {
            return List.of(file);
        }
        String first = file.substring(file.lastIndexOf('/') + 1);
        try (Stream<Path> siblings = Files.list(parent)) {
            return siblings.filter(Files::isRegularFile)
                    .filter(sibling -> sibling.getFileName().toString().startsWith(first))
                    .map(sibling -> folder.relativize(sibling).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private InputStream open(String file) throws IOException {
        Path onDisk = path(file).orElse(null);
        InputStream in =
                onDisk == null ? loader().getResourceAsStream(location + "/" + file) : Files.newInputStream(onDisk);
        if (in == null) {
            throw new SlmException.UnusableModel(nameOf(file) + " is missing");
        }
        return in;
    }

    private static ClassLoader loader() {
        ClassLoader own = ModelFolder.class.getClassLoader();
        return own == null ? ClassLoader.getSystemClassLoader() : own;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
