/** The filters, tests, methods and functions a template can call by name. */
@NullMarked
package dev.weir.slm.builtin;

import org.jspecify.annotations.NullMarked;
