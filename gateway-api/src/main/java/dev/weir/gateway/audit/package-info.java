/** Learning from traffic whether drafts are right: audits, comparisons, feedback, and the journal of what was learnt. */
@NullMarked
package dev.weir.gateway.audit;

import org.jspecify.annotations.NullMarked;
