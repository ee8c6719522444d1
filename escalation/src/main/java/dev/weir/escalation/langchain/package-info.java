/** Hosted models through LangChain4j; its types stay in here. */
@NullMarked
package dev.weir.escalation.langchain;

import org.jspecify.annotations.NullMarked;
