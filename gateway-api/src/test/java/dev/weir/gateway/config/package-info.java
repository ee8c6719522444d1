@NullMarked
package dev.weir.gateway.config;

import org.jspecify.annotations.NullMarked;
