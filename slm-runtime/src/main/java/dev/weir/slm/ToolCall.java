package dev.weir.slm;

import org.jspecify.annotations.Nullable;

/**
 * A call of a tool that a model has written.
 *
 * @param id what ties a tool's result to it; null where nobody has named it yet
 * @param arguments the text of a JSON object
 */
public record ToolCall(@Nullable String id, String name, String arguments) {}
