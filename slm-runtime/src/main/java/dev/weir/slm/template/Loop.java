package dev.weir.slm.template;

import dev.weir.slm.value.Arguments;
import dev.weir.slm.value.Attributed;
import dev.weir.slm.value.Callable;
import dev.weir.slm.value.Comparing;
import dev.weir.slm.value.Sequence;
import dev.weir.slm.value.Value;
import dev.weir.slm.value.ValueException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The variable {@code loop}: where a for stands among its items. */
final class Loop implements Attributed {

    private final List<Value> items;
    private int index;
    private @Nullable Value lastChanged;

    Loop(List<Value> items) {
        this.items = items;
    }

    void moveTo(int newIndex) {
        index = newIndex;
    }

    @Override
    public Value attribute(String name) {
        return switch (name) {
            case "index" -> Value.of(index + 1L);
            case "index0" -> Value.of(index);
            case "revindex" -> Value.of((long) items.size() - index);
            case "revindex0" -> Value.of(items.size() - index - 1L);
            case "first" -> Value.of(index == 0);
            case "last" -> Value.of(index == items.size() - 1);
            case "length" -> Value.of(items.size());
            case "depth" -> Value.of(1);
            case "depth0" -> Value.of(0);
            case "previtem" -> index == 0 ? new Undefined("there is no previous item") : items.get(index - 1);
            case "nextitem" ->
                index == items.size() - 1 ? new Undefined("there is no next item") : items.get(index + 1);
            case "cycle" -> (Callable) this::cycle;
            case "changed" -> (Callable) this::changed;
            default -> Undefined.attribute(this, name);
        };
    }

    private Value cycle(Arguments given) {
        List<Value> choices = given.positional();
        if (choices.isEmpty()) {
            throw new ValueException("cycle needs something to cycle through");
        }
        return choices.get(index % choices.size());
    }

    private Value changed(Arguments given) {
        Value current = Sequence.list(given.positional());
        boolean isChanged = lastChanged == null || !Comparing.areEqual(lastChanged, current);
        lastChanged = current;
        return Value.of(isChanged);
    }
}
