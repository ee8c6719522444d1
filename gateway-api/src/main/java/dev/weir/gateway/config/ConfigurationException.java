package dev.weir.gateway.config;

/** What an operator wrote cannot be run; the message names the property and the fix. */
public final class ConfigurationException extends RuntimeException {

    private final String sentence;

    public ConfigurationException(String sentence) {
        super(sentence, null, false, false);
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
