@NullMarked
package dev.weir.gateway.dossier;

import org.jspecify.annotations.NullMarked;
