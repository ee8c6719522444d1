package dev.weir.slm.text;

/**
 * Turns generated tokens into text as they come. No piece splits a character, special tokens leave no trace, and the
 * pieces together are what decoding all tokens at once gives.
 *
 * <p>A token may hold part of a character, so bytes wait until theirs is whole. Bytes that can be no character become
 * U+FFFD. There is one difference from the Hugging Face library, for tokenizers that spell bytes as tokens: the library
 * marks every byte of a run with an error in it, the good characters too, and here those have been handed out already.
 *
 * <p>For one generation, and one thread at a time.
 */
public final class IncrementalDecoder {

    private static final byte[] NOTHING = {};

    private final Vocabulary vocabulary;
    private final TokenText tokenText;
    private final Utf8 utf8;
    private boolean first;
    private int spacesToStrip;

    IncrementalDecoder(Vocabulary vocabulary, TokenText tokenText, boolean beginsText) {
        this.vocabulary = vocabulary;
        this.tokenText = tokenText;
        this.utf8 = new Utf8(tokenText.marksEachByte());
        this.first = beginsText;
        this.spacesToStrip = beginsText ? tokenText.spacesStripped() : 0;
    }

    /** The text that became certain with this token; may be empty. */
    public String push(int id) {
        String token = vocabulary.token(id);
        if (token == null || vocabulary.isSpecial(id)) {
            return "";
        }
        byte[] bytes = tokenText.bytes(token, first);
        first = false;
        return stripped(utf8.decode(bytes, false));
    }

    /** What was still waiting: marks for the bytes of a character that never became whole. */
    public String finish() {
        return stripped(utf8.decode(NOTHING, true));
    }

    private String stripped(String text) {
        int spaces = 0;
        while (spaces < spacesToStrip && spaces < text.length() && text.charAt(spaces) == ' ') {
            spaces++;
        }
        if (!text.isEmpty()) {
            spacesToStrip = spaces == text.length() ? spacesToStrip - spaces : 0;
        }
        return text.substring(spaces);
    }
}
