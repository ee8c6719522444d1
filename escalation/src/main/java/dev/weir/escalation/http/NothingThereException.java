package dev.weir.escalation.http;

/** The provider has nothing at the address that was asked, or nothing that can be asked so. Travels as a cause. */
public final class NothingThereException extends RuntimeException {

    NothingThereException(int status) {
        super("the provider has nothing there: status " + status, null, false, false);
    }
}
