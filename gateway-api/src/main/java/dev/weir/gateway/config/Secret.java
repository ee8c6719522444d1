package dev.weir.gateway.config;

/** A credential. It prints as asterisks; only {@link #reveal()} shows it. */
public final class Secret {

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /** Spring finds this by its name. */
    public static Secret of(String value) {
        return new Secret(value.strip());
    }

    public boolean isEmpty() {
        return value.isEmpty();
    }

    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return isEmpty() ? "" : "***";
    }
}
