/** Timeouts, retries, circuit breaker and bulkhead around any hosted model. */
@NullMarked
package dev.weir.escalation.resilience;

import org.jspecify.annotations.NullMarked;
