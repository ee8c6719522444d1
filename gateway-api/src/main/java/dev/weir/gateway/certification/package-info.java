/** What proves a threshold: exact bounds, searches, and certificates. No framework. */
@NullMarked
package dev.weir.gateway.certification;

import org.jspecify.annotations.NullMarked;
