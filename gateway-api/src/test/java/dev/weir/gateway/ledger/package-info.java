@NullMarked
package dev.weir.gateway.ledger;

import org.jspecify.annotations.NullMarked;
