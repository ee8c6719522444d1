package dev.weir.gateway.routing;

/** Why a tier gave no answer. */
public enum TierFailure {
    /** The tier cannot do what was asked, whatever its load. */
    UNSUPPORTED,
    /** The prompt does not fit the model's context. */
    PROMPT_TOO_LONG,
    /** The tier has no room for another request now. */
    SATURATED,
    /** The answer did not come in time. */
    TIMED_OUT,
    /** The provider found the request wrong. */
    REFUSED,
    /** The provider limits our calls. */
    LIMITED,
    /** The provider cannot be reached or does not answer as it should. */
    UNAVAILABLE,
    /** The answer broke off after part of it was delivered. */
    INTERRUPTED,
    /** The tier failed in a way nobody foresaw. */
    BROKEN
}
