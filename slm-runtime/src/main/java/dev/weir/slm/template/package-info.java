/** The language of chat templates: a part of Jinja, read once and rendered many times, within bounds. */
@NullMarked
package dev.weir.slm.template;

import org.jspecify.annotations.NullMarked;
