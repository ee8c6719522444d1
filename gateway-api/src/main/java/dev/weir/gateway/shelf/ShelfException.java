package dev.weir.gateway.shelf;

/** A model is not where it should be, or its name cannot be one; the message is a sentence that names the fix. */
public final class ShelfException extends RuntimeException {

    private final String sentence;

    public ShelfException(String sentence) {
        super(sentence, null, false, false);
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
