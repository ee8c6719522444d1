package dev.weir.gateway.http;

import dev.weir.gateway.routing.Prompt;
import java.util.List;

/**
 * A request as it was read.
 *
 * @param includeUsage a stream is to carry a usage chunk
 * @param unknown fields that nobody here knows; they travel to a hosted model as they are
 */
record ChatRequest(Prompt prompt, boolean includeUsage, List<String> unknown) {}
