package dev.weir.slm.constraint;

import dev.weir.slm.ModelFolder;
import dev.weir.slm.SharedFolder;
import dev.weir.slm.automaton.TokenBytes;
import dev.weir.slm.automaton.TokenVocabulary;
import dev.weir.slm.text.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Vocabularies for tests: all bytes and some longer tokens, or a published tokenizer's. The first token is the end. */
final class TestingVocabulary {

    static final int END = 0;

    private static final String[] PIECES = {
        "\":", "\": ", "\",\"", "\", \"", "{\"", "\"}", "}}", "[{", "}]", "],", "],\"", "true", "false", "null", "},{",
        "the", " the", "é", "日", "本", "😀", "\\n", "\\u", "\\\"", "00", "12", "2.", "e+", "-0", ": [", "a\"", "\"a",
    };

    private TestingVocabulary() {}

    /** Every byte, and the texts. */
    static TokenVocabulary bytesAnd(Collection<String> texts) {
        List<byte[]> tokens = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            tokens.add(new byte[] {(byte) b});
        }
        texts.forEach(text -> tokens.add(text.getBytes(StandardCharsets.UTF_8)));
        return of(tokens);
    }

    /** Every byte, and many random tokens, also such as are part of a character. */
    static TokenVocabulary random(Random random) {
        SortedSet<String> latin = new TreeSet<>();
        for (int i = 0; i < 150; i++) {
            ByteArrayOutputStream token = new ByteArrayOutputStream();
            for (int j = random.nextInt(3); j >= 0; j--) {
                token.writeBytes(PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8));
            }
            byte[] bytes = token.toByteArray();
            int from = random.nextInt(bytes.length);
            int to = from + 1 + random.nextInt(bytes.length - from);
            latin.add(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
        }
        List<byte[]> tokens = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            tokens.add(new byte[] {(byte) b});
        }
        latin.forEach(text -> tokens.add(text.getBytes(StandardCharsets.ISO_8859_1)));
        return of(tokens);
    }

    /** Exactly these. */
    static TokenVocabulary of(List<byte[]> tokens) {
        return TokenVocabulary.of(
                new TokenBytes() {
                    @Override
                    public int size() {
                        return tokens.size() + 1;
                    }

                    @Override
                    public byte @Nullable [] bytes(int token) {
                        return token == END ? null : tokens.get(token - 1);
                    }
                },
                Set.of(END));
    }

    /** Those of a tokenizer in the shared folder; special tokens are no text in them. */
    static Optional<TokenVocabulary> published(String name) {
        return SharedFolder.find("models/tokenizers/" + name)
                .map(folder -> Tokenizer.load(ModelFolder.at(folder)))
                .map(tokenizer -> TokenVocabulary.of(tokenizer.tokenBytes(Map.of()), Set.of(endOf(name))));
    }

    static int endOf(String name) {
        return switch (name) {
            case "qwen2.5" -> 151645;
            case "smollm2" -> 2;
            case "phi-3-mini" -> 32007;
            default -> throw new IllegalArgumentException(name);
        };
    }
}
