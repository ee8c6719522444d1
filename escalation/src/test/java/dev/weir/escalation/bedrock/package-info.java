@NullMarked
package dev.weir.escalation.bedrock;

import org.jspecify.annotations.NullMarked;
