package dev.weir.slm.text;

import java.util.List;

/**
 * A conversation as the model reads it.
 *
 * <p>What was said must never be read as the model's special tokens, or a user could close their own turn and speak as
 * the system. So the prompt says which of its text was said.
 *
 * <p>A tokenizer must not take a special token out of any text that a span overlaps, even in part: text from two sides
 * of a span's edge can spell one too.
 *
 * @param data the text that came from messages and tools, or was computed from it: in order, not touching each other.
 *     Numbers and truth values are not among it; they cannot spell a token
 */
public record RenderedPrompt(String text, List<Span> data) {

    public RenderedPrompt {
        data = List.copyOf(data);
    }
}
