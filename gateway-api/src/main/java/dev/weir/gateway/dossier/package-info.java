/** What is kept of a route in the data directory: its calibration and its certificate. */
@NullMarked
package dev.weir.gateway.dossier;

import org.jspecify.annotations.NullMarked;
