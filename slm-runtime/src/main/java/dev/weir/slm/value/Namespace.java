package dev.weir.slm.value;

import java.util.HashMap;
import java.util.Map;

/** The only value a template can change; it belongs to one render and so to one thread. */
public final class Namespace implements Attributed {

    private final Map<String, Value> attributes;

    public Namespace(Map<String, Value> attributes) {
        this.attributes = new HashMap<>(attributes);
    }

    public void set(String name, Value value) {
        attributes.put(name, value);
    }

    @Override
    public Value attribute(String name) {
        Value value = attributes.get(name);
        return value == null ? Undefined.attribute(this, name) : value;
    }
}
