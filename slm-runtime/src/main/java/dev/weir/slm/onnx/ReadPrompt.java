package dev.weir.slm.onnx;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** A prompt that the model has read, and its logits behind it: whoever has the same prompt need not read it again. */
final class ReadPrompt {

    static final ReadPrompt NONE = new ReadPrompt(new long[0], FloatBuffer.allocate(0));

    private final long[] tokens;
    private final FloatBuffer logits;

    private ReadPrompt(long[] tokens, FloatBuffer logits) {
        this.tokens = tokens;
        this.logits = logits;
    }

    /** Copies both: the model writes its next logits over these. */
    static ReadPrompt of(Decoding decoding, FloatBuffer logits, int vocabulary) {
        FloatBuffer copy = FloatBuffer.allocate(vocabulary).put(0, logits, 0, vocabulary);
        return new ReadPrompt(Arrays.copyOf(decoding.tokens(), decoding.known()), copy);
    }

    /** Whether these are all the tokens that a generation has so far. */
    boolean isOf(Decoding decoding) {
        return Arrays.equals(tokens, 0, tokens.length, decoding.tokens(), 0, decoding.known());
    }

    FloatBuffer logits() {
        return logits;
    }
}
