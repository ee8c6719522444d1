package dev.weir.slm.text;

import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmException;
import java.nio.charset.StandardCharsets;

/** A model's tokenizer, read from its {@code tokenizer.json}. Safe for any number of threads. */
public final class Tokenizer {

    public static final String FILE = "tokenizer.json";

    private final NativeTokenizer whole;

    private Tokenizer(NativeTokenizer whole) {
        this.whole = whole;
    }

    /**
     * Reads the model's tokenizer.
     *
     * @throws SlmException.UnusableModel if the file is missing or no tokenizer can be built from it
     */
    public static Tokenizer load(ModelFolder folder) {
        String json = new String(folder.read(FILE), StandardCharsets.UTF_8);
        try {
            return new Tokenizer(NativeTokenizer.fromJson(json));
        } catch (RuntimeException e) {
            throw new SlmException.UnusableModel(folder.nameOf(FILE) + " is not a tokenizer this runtime can read", e);
        }
    }

    /** The ids of the text between the tokens that the model wants around every text, such as a beginning token. */
    public long[] encode(String text) {
        return whole.encode(text, true);
    }
}
