package dev.weir.slm.value;

import java.util.List;

/** A list, a tuple or another of Python's ordered collections. */
public final class Sequence implements Value {

    /** Which of Python's types it is, with how that type prints around its items. */
    public enum Kind {
        LIST("list", "[", "]"),
        TUPLE("tuple", "(", ")"),
        RANGE("range", "", ""),
        KEYS("dict_keys", "dict_keys([", "])"),
        VALUES("dict_values", "dict_values([", "])"),
        ITEMS("dict_items", "dict_items([", "])");

        private final String typeName;
        private final String opening;
        private final String closing;

        Kind(String typeName, String opening, String closing) {
            this.typeName = typeName;
            this.opening = opening;
            this.closing = closing;
        }

        public String typeName() {
            return typeName;
        }

        String opening() {
            return opening;
        }

        String closing() {
            return closing;
        }

        /** Whether items can be had by number; the views of a dictionary can only be walked over. */
        public boolean isIndexed() {
            return this == LIST || this == TUPLE || this == RANGE;
        }
    }

    /** The most items one sequence may have. */
    static final int LONGEST = 1024 * 1024;

    private final Kind kind;
    private final List<Value> items;
    private final Mass mass;

    private Sequence(Kind kind, List<Value> items) {
        if (items.size() > LONGEST) {
            throw new ValueException("a list of more than " + LONGEST + " items");
        }
        this.kind = kind;
        this.items = List.copyOf(items);
        this.mass = Mass.of(this.items);
    }

    public static Sequence of(Kind kind, List<? extends Value> items) {
        return new Sequence(kind, List.copyOf(items));
    }

    public static Sequence list(List<? extends Value> items) {
        return of(Kind.LIST, items);
    }

    public static Sequence tuple(Value... items) {
        return of(Kind.TUPLE, List.of(items));
    }

    public Kind kind() {
        return kind;
    }

    public List<Value> items() {
        return items;
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
}
