package dev.weir.escalation;

/** A dialect was asked for whose library is not on the class path. */
public final class MissingLibraryException extends RuntimeException {

    private final String artifact;

    MissingLibraryException(String artifact, Throwable cause) {
        super("the library dev.langchain4j:" + artifact + " is not on the class path", cause);
        this.artifact = artifact;
    }

    /** The artifact of {@code dev.langchain4j} that is missing. */
    public String artifact() {
        return artifact;
    }
}
