package dev.weir.gateway.routing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A tier gave no answer. */
public final class TierException extends RuntimeException {

    private final TierFailure failure;
    private final @Nullable String param;
    private final @Nullable String code;
    private final @Nullable Duration retryAfter;

    private TierException(
            TierFailure failure,
            @Nullable String param,
            @Nullable String code,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super("the tier gave no answer: " + failure, cause);
        this.failure = failure;
        this.param = param;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    public static TierException of(TierFailure failure, @Nullable Throwable cause) {
        return new TierException(failure, null, null, null, cause);
    }

    /** The tier cannot do what the request field {@code param} asks for. */
    public static TierException unsupported(String param) {
        return new TierException(TierFailure.UNSUPPORTED, param, null, null, null);
    }

    /** The provider named what it found wrong, as identifiers. */
    public static TierException refused(@Nullable String param, @Nullable String code, Throwable cause) {
        return new TierException(TierFailure.REFUSED, param, code, null, cause);
    }

    /** Sending again may help after a while. */
    public static TierException later(TierFailure failure, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        return new TierException(failure, null, null, retryAfter, cause);
    }

    public TierFailure failure() {
        return failure;
    }

    /** The request field at fault, where one is known. */
    public @Nullable String param() {
        return param;
    }

    /** The provider's code for what is wrong, where it gave one. */
    public @Nullable String code() {
        return code;
    }

    /** How long to wait before the next try, where it is known. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
