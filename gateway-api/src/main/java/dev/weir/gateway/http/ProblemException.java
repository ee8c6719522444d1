package dev.weir.gateway.http;

import org.jspecify.annotations.Nullable;

/** A request is turned away; the message is the sentence that its caller reads. */
final class ProblemException extends RuntimeException {

    private final Problem problem;
    private final String sentence;
    private final @Nullable String param;

    ProblemException(Problem problem, String sentence, @Nullable String param) {
        super(sentence, null, false, false);
        this.problem = problem;
        this.sentence = sentence;
        this.param = param;
    }

    static ProblemException missing(String param) {
        return new ProblemException(Problem.MISSING_PARAMETER, "Missing required parameter: '" + param + "'.", param);
    }

    static ProblemException invalidType(String param, String expected, String got) {
        String sentence = "Invalid type for '%s': expected %s, but got %s instead.".formatted(param, expected, got);
        return new ProblemException(Problem.INVALID_TYPE, sentence, param);
    }

    static ProblemException invalidValue(String param, String rule) {
        return new ProblemException(Problem.INVALID_VALUE, "Invalid value for '%s': %s.".formatted(param, rule), param);
    }

    Problem problem() {
        return problem;
    }

    String sentence() {
        return sentence;
    }

    /** The request field at fault, as a path such as {@code messages[0].content}. */
    @Nullable
    String param() {
        return param;
    }
}
