package dev.weir.gateway.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The functions that an answer may call.
 *
 * @param functions all that the caller describes
 * @param callable the names of those that may be called; never a name that is not among the functions
 * @param use whether a call may, must or must not come
 * @param parallel whether several calls may come in one answer
 */
public record Tools(List<Function> functions, List<String> callable, Use use, boolean parallel) {

    public static final Tools NONE = new Tools(List.of(), List.of(), Use.FORBIDDEN, true);

    public Tools {
        functions = List.copyOf(functions);
        callable = List.copyOf(callable);
    }

    /** Whether the answer may be a call. */
    public boolean mayBeCalled() {
        return use != Use.FORBIDDEN && !callable.isEmpty();
    }

    /** Whether a call may, must or must not come. */
    public enum Use {
        FORBIDDEN,
        AUTO,
        REQUIRED
    }

    /**
     * One function.
     *
     * @param definition the caller's own JSON object that describes it, {@code type} and {@code function} included
     * @param description what it does, for the model; null when it is not said
     * @param parameters the JSON schema of its arguments; null when it takes none
     * @param oneProperty what that schema comes to, if it asks for no more than one property; else null
     */
    public record Function(
            String name,
            String definition,
            @Nullable String description,
            @Nullable String parameters,
            AnswerForm.@Nullable OneProperty oneProperty) {}
}
