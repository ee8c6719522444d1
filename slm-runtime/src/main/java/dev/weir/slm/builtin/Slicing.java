package dev.weir.slm.builtin;

import dev.weir.slm.value.Numbers;
import dev.weir.slm.value.Printing;
import dev.weir.slm.value.Refusing;
import dev.weir.slm.value.Sequence;
import dev.weir.slm.value.Text;
import dev.weir.slm.value.TextBuilder;
import dev.weir.slm.value.Value;
import dev.weir.slm.value.ValueException;
import java.util.ArrayList;
import java.util.List;

/** Python's {@code x[start:stop:step]}; {@code None} stands for a bound left out. */
public final class Slicing {

    private Slicing() {}

    /** Where to begin and end, and by how much to go on: backwards if it is negative. */
    private record Stretch(int from, int to, int stride) {}

    public static Value slice(Value target, Value start, Value stop, Value step) {
        Refusing.undefined(target);
        return switch (target) {
            case Text text -> sliced(text, stretch(text.length(), start, stop, step));
            case Sequence sequence
            when sequence.kind().isIndexed() ->
                Sequence.of(
                        sequence.kind(),
                        picked(sequence.items(), stretch(sequence.items().size(), start, stop, step)));
            default -> throw new ValueException("a '" + Printing.typeName(target) + "' cannot be sliced");
        };
    }

    private static Text sliced(Text text, Stretch stretch) {
        if (stretch.stride() == 1) {
            return text.partByCodePoints(stretch.from(), Math.max(stretch.from(), stretch.to()));
        }
        TextBuilder out = new TextBuilder();
        picked(text.characters(), stretch).forEach(character -> out.append(Printing.text(character)));
        return out.toText();
    }

    private static List<Value> picked(List<Value> items, Stretch stretch) {
        List<Value> picked = new ArrayList<>();
        int stride = stretch.stride();
        for (long i = stretch.from(); stride > 0 ? i < stretch.to() : i > stretch.to(); i += stride) {
            picked.add(items.get((int) i));
        }
        return picked;
    }

    private static Stretch stretch(int size, Value start, Value stop, Value step) {
        int stride = step instanceof Value.None ? 1 : Numbers.index(step);
        if (stride == 0) {
            throw new ValueException("slice step cannot be zero");
        }
        int lowest = stride > 0 ? 0 : -1;
        int highest = stride > 0 ? size : size - 1;
        int from = bound(start, stride > 0 ? lowest : highest, size, lowest, highest);
        int to = bound(stop, stride > 0 ? highest : lowest, size, lowest, highest);
        return new Stretch(from, to, stride);
    }

    private static int bound(Value given, int otherwise, int size, int lowest, int highest) {
        if (given instanceof Value.None) {
            return otherwise;
        }
        int index = Numbers.index(given);
        return Math.clamp(index < 0 ? (long) index + size : index, lowest, highest);
    }
}
