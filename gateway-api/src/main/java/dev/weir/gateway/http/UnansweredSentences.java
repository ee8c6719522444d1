package dev.weir.gateway.http;

import dev.weir.gateway.http.ErrorResponses.Told;
import dev.weir.gateway.routing.TierException;
import dev.weir.gateway.routing.Unanswered;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a caller reads when no tier answered: what happened, and what fixes it. */
final class UnansweredSentences {

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final String CONFIGURE =
            "configure a hosted provider (OPENAI_API_KEY, or weir.providers in config/application.yml)";

    private UnansweredSentences() {}

    static Told toldOf(Unanswered unanswered) {
        String route = unanswered.route().value();
        TierException failure = unanswered.failure();
        return switch (unanswered.why()) {
            case NO_TIER ->
                told(
                        Problem.NO_TIER_AVAILABLE,
                        "The route '%s' has no model yet: start Weir with --local-model <folder>, or %s."
                                .formatted(route, CONFIGURE));
            case HOSTED_UNCONFIGURED ->
                told(
                        Problem.HOSTED_UNAVAILABLE,
                        "The route '%s' wants a hosted answer to this and has no hosted model: %s."
                                .formatted(route, CONFIGURE));
            case HOSTED_PINNED_EGRESS_DENIED ->
                told(
                        Problem.EGRESS_DENIED,
                        "The hosted tier was asked for, and nothing of this request may leave the machine.");
            case LOCAL_ONLY_EGRESS_DENIED -> local(failure, "and nothing of this request may leave the machine");
            case LOCAL_ONLY_PINNED -> local(failure, "and the local tier was asked for");
            case LOCAL_ONLY_UNCONFIGURED -> local(failure, "and there is no hosted model to ask; " + CONFIGURE);
            case HOSTED_FAILED -> hosted(failure);
            case HOSTED_BROKE_OFF ->
                told(
                        Problem.HOSTED_UNAVAILABLE,
                        "The hosted model's answer broke off; what was delivered is not whole.");
            case LOCAL_BROKE_OFF ->
                told(Problem.LOCAL_FAILED, "The local model's answer broke off; what was delivered is not whole.");
        };
    }

    private static Told local(@Nullable TierException failure, String and) {
        if (failure == null) {
            return told(Problem.NO_TIER_AVAILABLE, "The route has no local model, " + and + ".");
        }
        return switch (failure.failure()) {
            case UNSUPPORTED, REFUSED -> unsupported(failure, and);
            case PROMPT_TOO_LONG ->
                new Told(
                        Problem.PROMPT_TOO_LONG,
                        "The prompt is longer than the local model's context, " + and + ".",
                        failure.param() == null ? "messages" : failure.param(),
                        null,
                        null);
            case SATURATED, LIMITED ->
                new Told(
                        Problem.LOCAL_SATURATED, "The local model has no room for now, " + and + ".", null, null, SOON);
            case TIMED_OUT ->
                told(Problem.DEADLINE_EXCEEDED, "The local model did not answer before the deadline, " + and + ".");
            case UNAVAILABLE, INTERRUPTED, BROKEN -> told(Problem.LOCAL_FAILED, "The local model failed, " + and + ".");
        };
    }

    private static Told unsupported(TierException failure, String and) {
        String param = failure.param() == null ? "messages" : failure.param();
        String about = failure.detail() == null ? "" : " (" + failure.detail() + ")";
        String sentence = "The local model cannot do what '%s' asks%s, %s.".formatted(param, about, and);
        return new Told(Problem.UNSUPPORTED_PARAMETER, sentence, param, null, null);
    }

    private static Told hosted(@Nullable TierException failure) {
        if (failure == null) {
            return told(Problem.HOSTED_UNAVAILABLE, "The hosted model is unavailable.");
        }
        return switch (failure.failure()) {
            case UNSUPPORTED ->
                new Told(
                        Problem.UNSUPPORTED_PARAMETER,
                        "The hosted model has no way to do this (%s).".formatted(failure.param()),
                        null,
                        null,
                        null);
            case REFUSED, PROMPT_TOO_LONG ->
                new Told(
                        Problem.REFUSED_BY_PROVIDER,
                        "The hosted model's provider refused this request.",
                        failure.param(),
                        failure.code(),
                        null);
            case LIMITED ->
                new Told(
                        Problem.RATE_LIMITED,
                        "The hosted model's provider limits its callers; try again later.",
                        null,
                        null,
                        failure.retryAfter() == null ? SOON : failure.retryAfter());
            case TIMED_OUT -> told(Problem.DEADLINE_EXCEEDED, "The hosted model did not answer in time.");
            case SATURATED, UNAVAILABLE, INTERRUPTED, BROKEN ->
                new Told(
                        Problem.HOSTED_UNAVAILABLE,
                        "The hosted model is unavailable.",
                        null,
                        null,
                        failure.retryAfter());
        };
    }

    private static Told told(Problem problem, String sentence) {
        return new Told(problem, sentence, null, null, null);
    }
}
