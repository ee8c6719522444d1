/** A local model against labelled requests: answers, judgements, measures, reports. */
@NullMarked
package dev.weir.gateway.evaluation;

import org.jspecify.annotations.NullMarked;
