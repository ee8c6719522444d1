/** From chat-completions JSON to LangChain4j's requests, and from what LangChain4j reads to chat-completions JSON. */
@NullMarked
package dev.weir.escalation.translation;

import org.jspecify.annotations.NullMarked;
