package dev.weir.gateway.assurance;

import java.util.OptionalDouble;

/**
 * What was decided for one draft when it was judged, and by which its label is understood when it comes.
 *
 * @param id names the draft to {@link ThresholdKeeper#labelled} and {@link ThresholdKeeper#lost}
 * @param threshold in force at that moment; empty escalates everything
 * @param keeps whether the draft meets it
 * @param audits whether this kept draft is to be compared with a hosted answer
 */
public record Ticket(long id, OptionalDouble threshold, boolean keeps, boolean audits) {}
