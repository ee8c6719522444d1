package dev.weir.slm.template;

/** A template that cannot be read, or that refuses or fails to render the conversation it was given. */
public final class TemplateException extends RuntimeException {

    private final String complaint;

    public TemplateException(String complaint) {
        super(complaint, null, false, false);
        this.complaint = complaint;
    }

    TemplateException(int line, String complaint) {
        this("line " + line + " of the chat template: " + complaint);
    }

    public String complaint() {
        return complaint;
    }
}
