package dev.weir.slm.value;

import java.util.Iterator;
import java.util.List;

/** Python's truth, equality, order and membership. */
public final class Comparing {

    private Comparing() {}

    public static boolean isTrue(Value value) {
        return switch (value) {
            case Text text -> !text.string().isEmpty();
            case Sequence sequence -> !sequence.items().isEmpty();
            case Dict dict -> dict.size() > 0;
            case Value.Whole whole -> whole.value().signum() != 0;
            case Value.Real real -> real.value() != 0;
            case Value.Truth truth -> truth.value();
            case Value.None _, Value.Undefined _ -> false;
            case OneShot _, Attributed _, Callable _ -> true;
        };
    }

    public static boolean areEqual(Value left, Value right) {
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return !Numbers.isNan(left) && !Numbers.isNan(right) && Numbers.compare(left, right) == 0;
        }
        return switch (left) {
            case Text text -> right instanceof Text other && text.string().equals(other.string());
            case Sequence sequence -> right instanceof Sequence other && areEqual(sequence, other);
            case Dict dict -> right instanceof Dict other && areEqual(dict, other);
            case Value.None _ -> right instanceof Value.None;
            case Value.Undefined _ -> right instanceof Value.Undefined;
            case Value.Whole _, Value.Real _, Value.Truth _ -> false;
            case OneShot _, Attributed _, Callable _ -> left.equals(right);
        };
    }

    private static boolean areEqual(Sequence left, Sequence right) {
        if (left.kind() != right.kind() || left.items().size() != right.items().size()) {
            return false;
        }
        Iterator<Value> others = right.items().iterator();
        return left.items().stream().allMatch(item -> areEqual(item, others.next()));
    }

    private static boolean areEqual(Dict left, Dict right) {
        return left.size() == right.size()
                && left.entries().stream().allMatch(entry -> {
                    Value other = right.get(entry.key());
                    return other != null && areEqual(entry.value(), other);
                });
    }

    /** Negative, zero or positive; refused for values that have no order among them. */
    public static int compare(Value left, Value right) {
        Refusing.undefined(left);
        Refusing.undefined(right);
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return Numbers.compare(left, right);
        }
        if (left instanceof Text one && right instanceof Text other) {
            return compare(one.string(), other.string());
        }
        if (left instanceof Sequence one && right instanceof Sequence other && areOrdered(one, other)) {
            return compare(one.items(), other.items());
        }
        throw new ValueException(
                "no order between '" + Printing.typeName(left) + "' and '" + Printing.typeName(right) + "'");
    }

    /** Whether neither is NaN, which is neither less nor more than anything. */
    public static boolean canBeOrdered(Value left, Value right) {
        return !Numbers.isNan(left) && !Numbers.isNan(right);
    }

    private static boolean areOrdered(Sequence one, Sequence other) {
        return one.kind() == other.kind() && (one.kind() == Sequence.Kind.LIST || one.kind() == Sequence.Kind.TUPLE);
    }

    private static int compare(String one, String other) {
        int mismatch = 0;
        int shorter = Math.min(one.length(), other.length());
        while (mismatch < shorter && one.charAt(mismatch) == other.charAt(mismatch)) {
            mismatch++;
        }
        if (mismatch == shorter) {
            return Integer.compare(one.length(), other.length());
        }
        return Integer.compare(codePoint(one, mismatch), codePoint(other, mismatch));
    }

    /** The code point that has a part at this place, which may be its second half. */
    private static int codePoint(String string, int at) {
        boolean isSecondHalf = at > 0
                && Character.isLowSurrogate(string.charAt(at))
                && Character.isHighSurrogate(string.charAt(at - 1));
        return string.codePointAt(isSecondHalf ? at - 1 : at);
    }

    private static int compare(List<Value> one, List<Value> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            if (!areEqual(one.get(i), other.get(i))) {
                return compare(one.get(i), other.get(i));
            }
        }
        return Integer.compare(one.size(), other.size());
    }

    /** Python's {@code in}. */
    public static boolean contains(Value container, Value item) {
        return switch (container) {
            case Text text when item instanceof Text part -> text.string().contains(part.string());
            case Text _ -> throw new ValueException("'in' a text needs a text on its left");
            case Dict dict -> dict.get(item) != null;
            case Value.Undefined _ -> false;
            default -> Walking.items(container).stream().anyMatch(each -> areEqual(each, item));
        };
    }
}
