package dev.weir.slm.text;

import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmException;
import dev.weir.slm.automaton.TokenBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A model's tokenizer, read from its {@code tokenizer.json}. Safe for any number of threads. */
public final class Tokenizer {

    public static final String FILE = "tokenizer.json";

    private final NativeTokenizer library;
    private final ObjectNode json;
    private final String file;
    private final Vocabulary vocabulary;
    private final AddedTokens added;
    private @Nullable NativeTokenizer plain;
    private @Nullable TokenText tokenText;

    private Tokenizer(NativeTokenizer library, ObjectNode json, String file) {
        this.library = library;
        this.json = json;
        this.file = file;
        this.vocabulary = Vocabulary.read(json);
        this.added = new AddedTokens(json);
    }

    /**
     * Reads the model's tokenizer.
     *
     * @throws SlmException.UnusableModel if the file is missing or no tokenizer can be built from it
     */
    public static Tokenizer load(ModelFolder folder) {
        ObjectNode json = ModelJson.read(folder, FILE).root();
        String text = new String(folder.read(FILE), StandardCharsets.UTF_8);
        try {
            return new Tokenizer(NativeTokenizer.fromJson(text), json, folder.nameOf(FILE));
        } catch (RuntimeException e) {
            throw new SlmException.UnusableModel(folder.nameOf(FILE) + " is not a tokenizer this runtime can read", e);
        }
    }

    /**
     * The ids of a text that somebody said, between the tokens that the model wants around every text. What is said is
     * never read as one of the model's own tokens.
     *
     * @throws SlmException.Unsupported if the model's vocabulary leaves no way to spell such a text otherwise
     */
    public long[] encode(String text) {
        if (added.in(text).isEmpty()) {
            return library.encode(text, true);
        }
        encodePlain(text, false, LongStream.builder());
        return plain().encode(text, true);
    }

    /** The ids of the text alone. */
    public long[] encodePart(String text) {
        return library.encode(text, false);
    }

    /**
     * The ids of a rendered conversation. What was said in it is never read as one of the model's own tokens: a turn
     * that spells {@code <|im_end|>} does not end.
     *
     * @throws SlmException.Unsupported if the model's vocabulary leaves no way to spell such a text otherwise
     */
    public long[] encode(RenderedPrompt prompt) {
        List<AddedTokens.Found> found = added.in(prompt.text());
        List<AddedTokens.Found> own = AddedTokens.outside(prompt.data(), found);
        if (own.size() == found.size()) {
            return library.encode(prompt.text(), false);
        }
        LongStream.Builder ids = LongStream.builder();
        int at = 0;
        boolean spaceTaken = false;
        for (AddedTokens.Found token : own) {
            String before = prompt.text().substring(at, token.begin());
            encodePlain(
                    spaceTaken ? before.stripLeading() : before, token.token().takesSpaceBefore(), ids);
            ids.add(token.token().id());
            spaceTaken = token.token().takesSpaceAfter();
            at = token.end();
        }
        String rest = prompt.text().substring(at);
        encodePlain(spaceTaken ? rest.stripLeading() : rest, false, ids);
        return ids.build().toArray();
    }

    /** Whether there is a token of this id. */
    public boolean knows(int id) {
        return vocabulary.token(id) != null;
    }

    /** The text of all the ids at once, without special tokens. */
    public String decode(long[] ids) {
        return library.decode(ids, true);
    }

    /**
     * Decodes one generation.
     *
     * @param beginsText whether the generation begins a text, or goes on with one; at a beginning some tokenizers drop
     *     a space
     * @throws SlmException.UnusableModel if the file's decoder is of an unknown kind
     */
    public IncrementalDecoder newDecoder(boolean beginsText) {
        return new IncrementalDecoder(vocabulary, tokenText(), beginsText);
    }

    /**
     * The bytes of UTF-8 that one token adds to a text; none where it steers the model, or there is no such token.
     *
     * @param first whether the text begins with it
     * @throws SlmException.UnusableModel if the file's decoder is of an unknown kind
     */
    public byte[] bytesOf(int id, boolean first) {
        String token = vocabulary.token(id);
        if (token == null || vocabulary.isSpecial(id)) {
            return new byte[0];
        }
        byte[] bytes = tokenText().bytes(token, first);
        int spaces = 0;
        while (first && spaces < Math.min(tokenText().spacesStripped(), bytes.length) && bytes[spaces] == ' ') {
            spaces++;
        }
        return Arrays.copyOfRange(bytes, spaces, bytes.length);
    }

    /** A token as the file writes it; empty if there is none of that id. */
    public String nameOf(int id) {
        String token = vocabulary.token(id);
        return token == null ? "" : token;
    }

    /**
     * What each token adds to a text, exactly as {@link IncrementalDecoder} decodes it. Computed at each call.
     *
     * @param marks by special token, the byte from {@link TokenBytes#FIRST_MARK} on that it has instead of text
     * @throws SlmException.UnusableModel if the file's decoder is of an unknown kind
     * @throws SlmException.Unsupported if it drops more than one space from the beginning of a text
     */
    public TokenBytes tokenBytes(Map<Integer, Integer> marks) {
        return DecodedTokens.of(vocabulary, tokenText(), marks);
    }

    /** The special tokens by what they are written as. */
    public Map<String, Integer> specials() {
        return vocabulary.specials();
    }

    private synchronized TokenText tokenText() {
        TokenText read = tokenText;
        if (read == null) {
            read = TokenText.read(json.path("decoder"), file);
            tokenText = read;
        }
        return read;
    }

    private void encodePlain(String text, boolean spaceTaken, LongStream.Builder ids) {
        String wanted = spaceTaken ? text.stripTrailing() : text;
        if (wanted.isEmpty()) {
            return;
        }
        for (long id : plain().encode(wanted, false)) {
            // What the vocabulary has no word for is text as well, though its token is called special.
            if (vocabulary.isSpecial((int) id) && !vocabulary.isUnknown((int) id)) {
                throw new SlmException.Unsupported("the conversation spells the model's own token "
                        + vocabulary.token((int) id) + ", and its tokenizer cannot tell the two apart");
            }
            ids.add(id);
        }
    }

    /**
     * The tokenizer that finds no added tokens in a text, though it still puts them around one. Built when first needed,
     * for few texts need it.
     */
    private synchronized NativeTokenizer plain() {
        NativeTokenizer built = plain;
        if (built == null) {
            ObjectNode stripped = json.deepCopy();
            stripped.putArray("added_tokens");
            built = NativeTokenizer.fromJson(stripped.toString());
            plain = built;
        }
        return built;
    }
}
