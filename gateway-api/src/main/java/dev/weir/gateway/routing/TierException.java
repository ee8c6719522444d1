package dev.weir.gateway.routing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A tier gave no answer. */
public final class TierException extends RuntimeException {

    private final TierFailure failure;
    private final @Nullable String param;
    private final @Nullable String code;
    private final @Nullable String detail;
    private final @Nullable Duration retryAfter;

    private TierException(
            TierFailure failure,
            @Nullable String param,
            @Nullable String code,
            @Nullable String detail,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super("the tier gave no answer: " + failure, cause);
        this.failure = failure;
        this.param = param;
        this.code = code;
        this.detail = detail;
        this.retryAfter = retryAfter;
    }

    public static TierException of(TierFailure failure, @Nullable Throwable cause) {
        return new TierException(failure, null, null, null, null, cause);
    }

    /** The tier cannot do what the request field {@code param} asks for. */
    public static TierException unsupported(String param) {
        return new TierException(TierFailure.UNSUPPORTED, param, null, null, null, null);
    }

    /** The same, with what it is about that field, as half a sentence. */
    public static TierException unsupported(String param, String detail) {
        return new TierException(TierFailure.UNSUPPORTED, param, null, detail, null, null);
    }

    /** What the request field {@code param} holds does not fit the model's context. */
    public static TierException tooLong(String param, Throwable cause) {
        return new TierException(TierFailure.PROMPT_TOO_LONG, param, null, null, null, cause);
    }

    /** The provider named what it found wrong, as identifiers. */
    public static TierException refused(@Nullable String param, @Nullable String code) {
        return new TierException(TierFailure.REFUSED, param, code, null, null, null);
    }

    /** Sending again may help after a while. */
    public static TierException later(TierFailure failure, @Nullable Duration retryAfter) {
        return new TierException(failure, null, null, null, retryAfter, null);
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

    /** More about what is unsupported, where there is more to say. */
    public @Nullable String detail() {
        return detail;
    }

    /** How long to wait before the next try, where it is known. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
