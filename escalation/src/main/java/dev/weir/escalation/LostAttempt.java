package dev.weir.escalation;

import java.time.Duration;

/**
 * A request that a provider took and that gave no whole answer: its stream broke off, it came too late, or nobody
 * waited for it any more. It has probably to be paid for.
 *
 * @param model the name that operators know the model by
 * @param usage the provider's own last count, or an estimate from what was sent and delivered
 * @param took until it was lost
 */
public record LostAttempt(String model, HostedUsage usage, Duration took) {}
