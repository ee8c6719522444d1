/** Money: prices, charges, and the settled bill of each request. No framework. */
@NullMarked
package dev.weir.gateway.ledger;

import org.jspecify.annotations.NullMarked;
