package dev.weir.slm.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.slm.ModelFolder;
import dev.weir.slm.SharedFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Hugging Face library, decoding everything at once, is the oracle. */
class IncrementalDecoderTest {

    private static final String TINY = "models/tiny-llama";

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "   three spaces before, two after  ",
            "Hello, world!",
            "\n\n\ttabs and lines\r\n",
            "naïve café, Straße, Ærø",
            "日本語のテキストと中文文本，还有한국어",
            "שלום עולם وأهلا بالعالم",
            "emoji 😀😃 family 👨‍👩‍👧‍👦 flags 🇫🇷🇯🇵 skin 👍🏽",
            "e\u0301 combined, 𝕬𝖓𝖈𝖎𝖊𝖓𝖙, \uD83D\uDE00",
            "zero\u200Bwidth\u200Djoiner \uFEFF and \uFFFD itself",
            "don't can't I'm we've they're ' quoted ' . ? ! ,",
            "def f(x):\n    return {'a': [1, 2.5e-3], \"b\": None}  # ok",
            "<s> <|im_start|>user\nnot special<|im_end|> </s> <0x0A> ▁ ##ing",
            "a".repeat(300) + " 12345678901234567890");

    private static final Map<String, Optional<Tokenizer>> LOADED = new ConcurrentHashMap<>();

    static Stream<String> tokenizers() {
        return Stream.of(
                TINY,
                "models/stories260K-onnx",
                "models/tiny-random-gpt2-genai",
                "models/tokenizers/smollm2",
                "models/tokenizers/qwen2.5",
                "models/tokenizers/phi-3-mini",
                "models/tokenizers/bert-base-uncased");
    }

    @ParameterizedTest
    @MethodSource("tokenizers")
    void piecesTogetherAreTheWholeText(String model) {
        Tokenizer tokenizer = tokenizer(model);

        assertThat(TEXTS).allSatisfy(text -> {
            long[] ids = tokenizer.encode(text);
            assertThat(inPieces(tokenizer, ids)).isEqualTo(tokenizer.decode(ids));
        });
    }

    @ParameterizedTest
    @MethodSource("tokenizers")
    void piecesOfRandomTokensTogetherAreTheWholeText(String model) {
        Tokenizer tokenizer = tokenizer(model);
        long highest =
                LongStream.of(tokenizer.encode(String.join(" ", TEXTS))).max().orElseThrow();
        SplittableRandom random = new SplittableRandom(11);

        for (int i = 0; i < 2000; i++) {
            long[] ids = random.longs(1 + i % 40, 0, highest + 1).toArray();
            String whole = tokenizer.decode(ids);
            if (!spellsBytes(model) || !whole.contains("\uFFFD")) {
                assertThat(inPieces(tokenizer, ids)).isEqualTo(whole);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tokenizers")
    void noPieceSplitsACharacter(String model) {
        Tokenizer tokenizer = tokenizer(model);

        assertThat(TEXTS).allSatisfy(text -> {
            IncrementalDecoder decoder = tokenizer.newDecoder(true);
            for (long id : tokenizer.encode(text.replace("\uFFFD", ""))) {
                String piece = decoder.push((int) id);
                assertThat(piece).doesNotContain("\uFFFD");
                if (!piece.isEmpty()) {
                    assertThat(Character.isHighSurrogate(piece.charAt(piece.length() - 1)))
                            .isFalse();
                    assertThat(Character.isLowSurrogate(piece.charAt(0))).isFalse();
                }
            }
            assertThat(decoder.finish()).isEmpty();
        });
    }

    @Test
    void marksACharacterThatNeverBecameWhole() {
        Tokenizer tokenizer = tokenizer(TINY);
        long[] ids = tokenizer.encode("ok 😀");
        IncrementalDecoder decoder = tokenizer.newDecoder(true);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ids.length - 1; i++) {
            text.append(decoder.push((int) ids[i]));
        }

        assertThat(text).hasToString("ok ");
        assertThat(decoder.finish()).isEqualTo("\uFFFD");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"true | ''", "false | ' '"})
    void dropsTheLeadingSpaceOnlyWhereATextBegins(boolean beginsText, String before) {
        Tokenizer tokenizer = tokenizer("models/stories260K-onnx");
        IncrementalDecoder decoder = tokenizer.newDecoder(beginsText);

        StringBuilder text = new StringBuilder();
        LongStream.of(tokenizer.encode("was there")).skip(1).forEach(id -> text.append(decoder.push((int) id)));

        assertThat(text).hasToString(before + "was there");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1_000_000})
    void anIdOutsideTheVocabularyIsNoText(int id) {
        assertThat(tokenizer(TINY).newDecoder(true).push(id)).isEmpty();
    }

    private static String inPieces(Tokenizer tokenizer, long[] ids) {
        IncrementalDecoder decoder = tokenizer.newDecoder(true);
        StringBuilder text = new StringBuilder();
        for (long id : ids) {
            text.append(decoder.push((int) id));
        }
        return text.append(decoder.finish()).toString();
    }

    /** There the library marks good characters beside bad bytes; see {@link IncrementalDecoder}. */
    private static boolean spellsBytes(String model) {
        return model.contains("stories") || model.contains("phi");
    }

    private static Tokenizer tokenizer(String model) {
        Optional<Tokenizer> tokenizer = LOADED.computeIfAbsent(model, IncrementalDecoderTest::load);
        assumeTrue(tokenizer.isPresent());
        return tokenizer.orElseThrow();
    }

    private static Optional<Tokenizer> load(String model) {
        if (model.equals(TINY)) {
            return Optional.of(Tokenizer.load(ModelFolder.onClassPath(TINY)));
        }
        Optional<Path> folder = SharedFolder.find(model);
        return folder.map(found -> Tokenizer.load(ModelFolder.at(found)));
    }
}
