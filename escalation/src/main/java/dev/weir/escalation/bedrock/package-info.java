/** Amazon Bedrock's Converse as a model of LangChain4j's, and Amazon's signatures. */
@NullMarked
package dev.weir.escalation.bedrock;

import org.jspecify.annotations.NullMarked;
