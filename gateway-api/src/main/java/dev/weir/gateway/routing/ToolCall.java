package dev.weir.gateway.routing;

/**
 * A call of a function that a model wrote.
 *
 * @param id by which the result of the call refers to it
 * @param arguments JSON, as the model wrote it
 */
public record ToolCall(String id, String name, String arguments) {}
