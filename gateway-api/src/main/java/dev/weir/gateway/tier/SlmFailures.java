package dev.weir.gateway.tier;

import dev.weir.gateway.routing.TierException;
import dev.weir.gateway.routing.TierFailure;
import dev.weir.slm.SlmException;

/** Gives every failure of a local model the router's word for it, also those that nobody expected. */
final class SlmFailures {

    private SlmFailures() {}

    static TierException tierExceptionOf(Throwable cause) {
        return tierExceptionOf(cause, "response_format");
    }

    /** @param constraining the field at fault where what it demands cannot be enforced */
    static TierException tierExceptionOf(Throwable cause, String constraining) {
        return switch (cause) {
            case TierException known -> known;
            case SlmException.Unenforceable constraint ->
                TierException.unsupported(constraining, String.valueOf(constraint.getMessage()));
            case SlmException expected -> TierException.of(failureOf(expected), expected);
            default -> TierException.of(TierFailure.BROKEN, cause);
        };
    }

    /** What is wrong with a prompt that is no conversation has another name. */
    static TierException ofContinuation(Throwable cause) {
        return switch (cause) {
            case SlmException.PromptTooLong tooLong -> TierException.tooLong("prompt", tooLong);
            case SlmException.Unsupported unsupported ->
                TierException.unsupported("prompt", String.valueOf(unsupported.getMessage()));
            default -> tierExceptionOf(cause);
        };
    }

    private static TierFailure failureOf(SlmException cause) {
        return switch (cause) {
            case SlmException.PromptTooLong _ -> TierFailure.PROMPT_TOO_LONG;
            case SlmException.QueueFull _ -> TierFailure.SATURATED;
            case SlmException.DeadlinePassed _ -> TierFailure.TIMED_OUT;
            case SlmException.Unsupported _, SlmException.Unenforceable _ -> TierFailure.UNSUPPORTED;
            case SlmException.Cancelled _ -> TierFailure.INTERRUPTED;
            case SlmException.UnusableModel _, SlmException.Broken _ -> TierFailure.BROKEN;
        };
    }
}
