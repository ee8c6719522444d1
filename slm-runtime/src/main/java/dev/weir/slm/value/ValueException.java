package dev.weir.slm.value;

/** An operation that Python would refuse for these values, or that would grow beyond the bounds of a render. */
public final class ValueException extends RuntimeException {

    private final String complaint;

    public ValueException(String complaint) {
        super(complaint, null, false, false);
        this.complaint = complaint;
    }

    public String complaint() {
        return complaint;
    }
}
