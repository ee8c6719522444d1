/** The one place of this module that opens sockets: exchanges and event streams with a provider over Reactor Netty. */
@NullMarked
package dev.weir.escalation.http;

import org.jspecify.annotations.NullMarked;
