package dev.weir.slm.constraint;

import dev.weir.slm.Constraint;
import dev.weir.slm.SlmException;
import dev.weir.slm.automaton.TokenVocabulary;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The constraints used last, ready for one vocabulary. Safe for any number of threads. */
public final class ConstraintCache {

    private final TokenVocabulary vocabulary;
    private final Map<Object, CompiledConstraint> compiled;

    /**
     * Begins empty.
     *
     * @param capacity how many constraints are kept, at least 1
     */
    public ConstraintCache(TokenVocabulary vocabulary, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1, not " + capacity);
        }
        this.vocabulary = vocabulary;
        this.compiled = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Object, CompiledConstraint> eldest) {
                return size() > capacity;
            }
        };
    }

    /**
     * The constraint, compiled now unless it is known. Two threads that ask for the same new one may both compile it.
     *
     * @throws SlmException.Unsupported if something in it cannot be enforced
     */
    public CompiledConstraint get(Constraint constraint) {
        return get(constraint, () -> CompiledConstraint.compile(constraint, vocabulary));
    }

    /**
     * The same for text or calls of tools.
     *
     * @throws SlmException.Unsupported if something in it cannot be enforced
     */
    public CompiledConstraint get(ToolConstraint calls) {
        return get(calls, () -> CompiledConstraint.compile(calls, vocabulary));
    }

    private CompiledConstraint get(Object constraint, Supplier<CompiledConstraint> compiling) {
        synchronized (compiled) {
            CompiledConstraint known = compiled.get(constraint);
            if (known != null) {
                return known;
            }
        }
        CompiledConstraint made = compiling.get();
        synchronized (compiled) {
            CompiledConstraint known = compiled.putIfAbsent(constraint, made);
            return known == null ? made : known;
        }
    }
}
