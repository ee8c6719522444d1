package dev.weir.slm.value;

import java.util.List;

/** Python's generator: it has no length, no index, and is empty once it has been walked over. */
public final class OneShot implements Value {

    private List<Value> rest;

    public OneShot(List<Value> items) {
        this.rest = List.copyOf(items);
    }

    /** What is left, all of it; nothing is left afterwards. */
    public List<Value> takeAll() {
        List<Value> taken = rest;
        rest = List.of();
        return taken;
    }

    /** What is left without its first item, which is the answer; empty when nothing was left. */
    public List<Value> takeOne() {
        List<Value> taken = rest.isEmpty() ? List.of() : rest.subList(0, 1);
        rest = rest.isEmpty() ? rest : rest.subList(1, rest.size());
        return taken;
    }
}
