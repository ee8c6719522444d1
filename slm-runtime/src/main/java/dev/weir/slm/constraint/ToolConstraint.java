package dev.weir.slm.constraint;

import dev.weir.slm.Constraint;
import dev.weir.slm.ToolUse;
import dev.weir.slm.tool.ToolFormat;
import org.jspecify.annotations.Nullable;

/**
 * Text, calls of tools, or text and then calls.
 *
 * @param text what the text has to be if there are no calls; null for anything, and then calls may follow it
 */
public record ToolConstraint(
        ToolFormat format, ToolUse use, @Nullable Constraint text) {}
