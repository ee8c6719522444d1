/** Keeping a promise while serving: thresholds earned, watched, suspended and earned again from audits. No framework. */
@NullMarked
package dev.weir.gateway.assurance;

import org.jspecify.annotations.NullMarked;
