package dev.weir.gateway.routing;

/** The caller's {@code model} is neither a route, nor an alias, nor a tier and a model. */
public final class UnknownModelException extends RuntimeException {

    public UnknownModelException(String askedModel) {
        super(askedModel, null, false, false);
    }
}
