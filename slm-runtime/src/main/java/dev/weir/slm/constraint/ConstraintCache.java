package dev.weir.slm.constraint;

import dev.weir.slm.Constraint;
import dev.weir.slm.SlmException;
import dev.weir.slm.automaton.TokenVocabulary;
import java.util.LinkedHashMap;
import java.util.Map;

/** The constraints used last, ready for one vocabulary. Safe for any number of threads. */
public final class ConstraintCache {

    private final TokenVocabulary vocabulary;
    private final Map<Constraint, CompiledConstraint> compiled;

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
            protected boolean removeEldestEntry(Map.Entry<Constraint, CompiledConstraint> eldest) {
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
        synchronized (compiled) {
            CompiledConstraint known = compiled.get(constraint);
            if (known != null) {
                return known;
            }
        }
        CompiledConstraint made = CompiledConstraint.compile(constraint, vocabulary);
        synchronized (compiled) {
            CompiledConstraint known = compiled.putIfAbsent(constraint, made);
            return known == null ? made : known;
        }
    }
}
