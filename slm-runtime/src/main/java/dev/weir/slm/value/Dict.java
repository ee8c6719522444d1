package dev.weir.slm.value;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A {@code dict}, in order of insertion. */
public final class Dict implements Value {

    /** One pair. */
    public record Entry(Value key, Value value) {}

    private final Map<Object, Entry> entries;
    private final Mass mass;

    /** A key that comes twice keeps its first place and takes the last value. */
    public Dict(Collection<Entry> pairs) {
        Map<Object, Entry> byKey = new LinkedHashMap<>();
        for (Entry pair : pairs) {
            byKey.merge(hashable(pair.key()), pair, (old, latest) -> new Entry(old.key(), latest.value()));
        }
        this.entries = byKey;
        this.mass = Mass.of(byKey.values().stream()
                .flatMap(entry -> Stream.of(entry.key(), entry.value()))
                .toList());
    }

    public @Nullable Value get(Value key) {
        Entry entry = entries.get(hashable(key));
        return entry == null ? null : entry.value();
    }

    public List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    public List<Value> keys() {
        return entries.values().stream().map(Entry::key).toList();
    }

    public int size() {
        return entries.size();
    }

    @Override
    public boolean isFromConversation() {
        return mass.isFromConversation();
    }

    @Override
    public long weight() {
        return mass.weight();
    }

    @Override
    public int depth() {
        return mass.depth();
    }

    /** What stands for a value in a hash: equal for the values that Python finds equal: 1, 1.0 and True are one key. */
    public static Object hashable(Value key) {
        return switch (key) {
            case Text text -> text.string();
            case Whole whole -> whole.value();
            case Truth truth -> Numbers.whole(truth);
            case Real real -> Numbers.exactly(real);
            case None none -> none;
            case Undefined _ -> Undefined.class;
            case Attributed attributed -> attributed;
            case Callable callable -> callable;
            case OneShot oneShot -> oneShot;
            case Sequence sequence -> hashable(sequence);
            case Dict _ -> throw new ValueException("unhashable type: 'dict'");
        };
    }

    private static Object hashable(Sequence sequence) {
        if (sequence.kind() != Sequence.Kind.TUPLE) {
            throw new ValueException("unhashable type: '" + sequence.kind().typeName() + "'");
        }
        List<Object> parts = new ArrayList<>();
        sequence.items().forEach(item -> parts.add(hashable(item)));
        return parts;
    }
}
