package dev.weir.escalation;

/**
 * Tokens of one hosted call, in the provider's count.
 *
 * @param promptTokens all prompt tokens, the cached ones included
 * @param cachedPromptTokens of those, how many the provider took from its cache
 * @param completionTokens all generated tokens, reasoning included
 * @param measured false when the provider sent no usage and the numbers are our estimate
 */
public record HostedUsage(long promptTokens, long cachedPromptTokens, long completionTokens, boolean measured) {}
