package dev.weir.gateway.routing;

/** What a local model says while it answers: pieces as they become certain, then the whole draft, last and once. */
public sealed interface LocalEvent {

    /** The answer goes on. */
    record Written(Piece piece) implements LocalEvent {}

    /** The end. */
    record Drafted(Draft draft) implements LocalEvent {}
}
