package dev.weir.gateway.hub;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pull has brought.
 *
 * @param folder the model's, complete and ready to be used
 * @param variant of its graph; null where nothing was chosen from several
 * @param bytes of all its files
 * @param loaded how many of these were loaded now
 */
public record Pulled(
        String model,
        String revision,
        String commit,
        Path folder,
        @Nullable String variant,
        List<String> files,
        long bytes,
        long loaded) {

    public Pulled {
        files = List.copyOf(files);
    }
}
