/** The wire: OpenAI chat completions in and out. Translates; decides nothing. */
@NullMarked
package dev.weir.gateway.http;

import org.jspecify.annotations.NullMarked;
