package dev.weir.gateway.routing;

/** What a local model says while it answers: pieces of text as they become certain, then the whole draft, last and once. */
public sealed interface LocalEvent {

    /** Text that follows what came before. */
    record Piece(String text) implements LocalEvent {}

    /** The end. */
    record Drafted(Draft draft) implements LocalEvent {}
}
