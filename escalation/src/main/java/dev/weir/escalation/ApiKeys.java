package dev.weir.escalation;

/** The keys of one account at a provider. It is asked before every request, so that a changed key is used at once. */
@FunctionalInterface
public interface ApiKeys {

    /** The key for the next request; empty sends none. */
    String next();

    /**
     * The provider turned this key away.
     *
     * @return whether {@link #next} has another one that has not been turned away lately
     */
    default boolean turnedAway(String key, EscalationException.Unavailable failure) {
        return false;
    }
}
