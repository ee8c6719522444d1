package dev.weir.slm;

import org.jspecify.annotations.Nullable;

/**
 * A part of a call of a tool, as soon as it is certain.
 *
 * @param call which call of the generation, from 0
 * @param name in the first part of each call; null in all others
 * @param arguments what follows in the text of the call's arguments; may be empty
 */
public record ToolCallPiece(int call, @Nullable String name, String arguments) {}
