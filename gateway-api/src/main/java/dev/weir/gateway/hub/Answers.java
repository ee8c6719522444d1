package dev.weir.gateway.hub;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** What a status of the hub means for a pull. */
final class Answers {

    private static final int TOO_LATE = 408;
    private static final int TOO_MANY = 429;

    private Answers() {}

    /**
     * Returns if the status is that of a success.
     *
     * @param asked what was asked for, for the sentence
     * @param atHub false if it was redirected to somebody else, whose refusals a new redirect may mend
     * @throws TransientFailure if asking again may help
     * @throws HubException if it cannot
     */
    static void check(HttpResponse<?> answer, Question asked, boolean atHub) throws TransientFailure {
        int status = answer.statusCode();
        if (status < 400) {
            return;
        }
        if (status >= 500 || status == TOO_LATE || status == TOO_MANY || !atHub) {
            throw new TransientFailure(
                    answer.uri().getHost() + " answered " + status + " for " + asked.what(), retryAfter(answer));
        }
        throw new HubException(
                refusal(status, answer.headers().firstValue("x-error-code").orElse(""), asked));
    }

    /**
     * What was asked.
     *
     * @param file a path inside the model; empty for the model itself
     */
    record Question(HubOptions hub, String model, String revision, String file) {
        String what() {
            return file.isEmpty() ? model : file + " of " + model;
        }
    }

    private static String refusal(int status, String code, Question asked) {
        boolean known = asked.hub().token().isPresent();
        String page = asked.hub().endpoint() + "/" + asked.model();
        if (code.equals("GatedRepo") || (status == 403 && !code.equals("RepoNotFound"))) {
            return asked.model() + " is gated: accept its licence at " + page
                    + (known
                            ? " with the account that the token belongs to."
                            : ", then set HF_TOKEN to a token of that account.");
        }
        if (code.equals("RevisionNotFound")) {
            return asked.model() + " has no revision '" + asked.revision() + "'; leave out --revision for main, or see "
                    + page + ".";
        }
        if (status == 401) {
            return known
                    ? "the hub does not let this token read " + asked.model() + "; set HF_TOKEN to one that may."
                    : asked.model() + " does not exist or is private; check its name, or set HF_TOKEN.";
        }
        if (status == 404) {
            return asked.file().isEmpty()
                    ? "there is no model " + asked.model() + " at "
                            + asked.hub().endpoint() + "; check its name"
                            + (known ? "." : ", or set HF_TOKEN if it is private.")
                    : asked.what() + " is listed but not there; run the command again.";
        }
        return asked.hub().endpoint() + " answered " + status + " for " + asked.what() + "; check HF_ENDPOINT.";
    }

    private static Optional<Duration> retryAfter(HttpResponse<?> answer) {
        return answer.headers()
                .firstValue("retry-after")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }
}
