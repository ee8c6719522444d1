package dev.weir.gateway.hub;

/** A model cannot be pulled; the message is a sentence that names the fix. */
public final class HubException extends RuntimeException {

    private final String sentence;

    HubException(String sentence) {
        super(sentence, null, false, false);
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
