package dev.weir.slm.value;

import java.util.List;

/** Walks over values as Python's {@code iter} and {@code len} do. */
public final class Walking {

    private Walking() {}

    /** The items; those of a {@link OneShot} are gone afterwards. */
    public static List<Value> items(Value value) {
        return switch (value) {
            case Text text -> text.characters();
            case Sequence sequence -> sequence.items();
            case Dict dict -> dict.keys();
            case OneShot oneShot -> oneShot.takeAll();
            case Value.Undefined _ -> List.of();
            default -> throw new ValueException("'" + Printing.typeName(value) + "' cannot be walked over");
        };
    }

    public static boolean isWalkable(Value value) {
        return switch (value) {
            case Text _, Sequence _, Dict _, OneShot _, Value.Undefined _ -> true;
            case Value.Whole _, Value.Real _, Value.Truth _, Value.None _, Attributed _, Callable _ -> false;
        };
    }

    public static int length(Value value) {
        return switch (value) {
            case Text text -> text.length();
            case Sequence sequence -> sequence.items().size();
            case Dict dict -> dict.size();
            case Value.Undefined _ -> 0;
            default -> throw new ValueException("'" + Printing.typeName(value) + "' has no length");
        };
    }
}
