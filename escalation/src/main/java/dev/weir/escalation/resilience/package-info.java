/** Timeouts, retries, circuit breaker and call limit around any hosted model. */
@NullMarked
package dev.weir.escalation.resilience;

import org.jspecify.annotations.NullMarked;
