package dev.weir.gateway.bench;

import org.jspecify.annotations.Nullable;

/** A measurement that cannot be made; the message says why, in a sentence for the operator. */
public final class BenchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BenchException(String message) {
        super(message);
    }

    BenchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
