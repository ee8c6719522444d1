package dev.weir.gateway.routing;

/**
 * One message of a conversation, its parts flattened to text.
 *
 * @param role {@code system}, {@code user}, {@code assistant} or {@code tool}; {@code developer} has become {@code system}
 */
public record Message(String role, String text) {}
