package dev.weir.slm;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tools that a generation may call, or must. Whether it is a text or calls, it is held to the form in which the
 * model writes them, and arguments to their schemas.
 *
 * @param tools all that the model is told of; at least one, and no name twice
 * @param callable the names of those that may be called; at least one
 * @param required whether the answer has to be a call; otherwise the model may write text instead, or before calls
 * @param parallel whether there may be more than one call; models that write one at a time write one
 */
public record ToolUse(List<Tool> tools, Set<String> callable, boolean required, boolean parallel) {

    public ToolUse {
        tools = List.copyOf(tools);
        callable = Collections.unmodifiableSet(new LinkedHashSet<>(callable));
        Set<String> names = tools.stream().map(Tool::name).collect(Collectors.toSet());
        if (names.size() < tools.size()) {
            throw new IllegalArgumentException("two tools have the same name");
        }
        if (callable.isEmpty() || !names.containsAll(callable)) {
            throw new IllegalArgumentException("those that may be called must be some of the tools");
        }
    }

    /** The model may call any of them, any number of times, or write text. */
    public static ToolUse of(List<Tool> tools) {
        return new ToolUse(tools, tools.stream().map(Tool::name).collect(Collectors.toSet()), false, true);
    }

    /** The same, and the answer has to be a call. */
    public ToolUse require() {
        return new ToolUse(tools, callable, true, parallel);
    }

    /** The same, and only these may be called. */
    public ToolUse only(Set<String> names) {
        return new ToolUse(tools, names, required, parallel);
    }

    /** The same, with more than one call or not. */
    public ToolUse withParallel(boolean several) {
        return new ToolUse(tools, callable, required, several);
    }
}
