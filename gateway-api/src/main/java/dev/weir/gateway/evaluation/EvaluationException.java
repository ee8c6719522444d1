package dev.weir.gateway.evaluation;

/** What keeps an evaluation from going on, in a sentence for the operator. */
public final class EvaluationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String sentence;

    public EvaluationException(String sentence) {
        super(sentence, null, false, false);
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
