package dev.weir.escalation.http;

/** The provider sent more than we are willing to hold in memory. */
final class OversizedAnswerException extends RuntimeException {

    OversizedAnswerException(int limitBytes) {
        super("the provider's answer exceeds " + limitBytes + " bytes", null, false, false);
    }
}
