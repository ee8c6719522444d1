package dev.weir.slm;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A function that a model is told of and may call.
 *
 * @param name letters, digits, and {@code _ - . /}; at most 128
 * @param description what it does, for the model; null for nothing said
 * @param parameters the text of a JSON schema of an object, to which arguments are held; null where it takes none
 */
public record Tool(
        String name, @Nullable String description, @Nullable String parameters) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_./-]{1,128}");

    public Tool {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a tool's name has 1 to 128 letters, digits, _, -, . or /");
        }
    }
}
