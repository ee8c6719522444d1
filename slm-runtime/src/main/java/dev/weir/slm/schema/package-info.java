/** JSON, and JSON schemas, as networks of bytes. */
@NullMarked
package dev.weir.slm.schema;

import org.jspecify.annotations.NullMarked;
