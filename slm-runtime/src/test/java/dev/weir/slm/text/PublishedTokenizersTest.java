package dev.weir.slm.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.slm.ModelFolder;
import dev.weir.slm.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Text in and text out, with the tokenizers of published models. */
class PublishedTokenizersTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What hostile and foreign texts are made of. */
    private static final List<String> PARTS = List.of(
            "a",
            "river",
            " The",
            " ",
            "  ",
            "      ",
            "\n",
            "\r\n",
            "\n\n\n",
            "\t",
            "\u00A0",
            "\u3000",
            "7",
            "1924",
            "é",
            "e\u0301",
            "o\u0302\u0323",
            "日本語",
            "한국어",
            "中",
            "\uD840\uDC0B",
            "שלום",
            "مرحبا",
            "नमस्ते",
            "👍🏽",
            "👨‍👩‍👧‍👦",
            "🇫🇷",
            "\u200D",
            "\uFE0F",
            "\uFEFF",
            "\u0000",
            "\u0007",
            "\uFFFD",
            "\uE000",
            "##",
            "##ing",
            "<0x0A>",
            "<0xFF>",
            "<|im_start|>",
            "<|im_end|>",
            "<|endoftext|>",
            "<|user|>",
            "<|end|>",
            "</s>",
            "<s>",
            "<unk>",
            "[SEP]",
            "[MASK]",
            "<|im_",
            "|>",
            "def f(x):",
            "    return {'a': [1]};",
            "//",
            "don't",
            " ' ",
            " .",
            "Ġ",
            "ĊÃ");

    enum Model {
        QWEN("qwen2.5"),
        SMOLLM("smollm2"),
        PHI("phi-3-mini"),
        BERT("bert-base-uncased");

        private final String folder;

        Model(String folder) {
            this.folder = "models/tokenizers/" + folder;
        }

        /** What a text may lose: nothing, but that one normalises, and one loses case, accents and white space. */
        Optional<String> faithful(String text) {
            return switch (this) {
                case SMOLLM, PHI -> Optional.of(text);
                case QWEN -> Optional.of(Normalizer.normalize(text, Normalizer.Form.NFC));
                case BERT -> Optional.empty();
            };
        }
    }

    private static final Map<Model, Optional<Tokenizer>> LOADED = new ConcurrentHashMap<>();

    @ParameterizedTest
    @EnumSource
    void whatIsSaidComesOutAsItWentIn(Model model) {
        Tokenizer tokenizer = tokenizer(model);

        for (String text : texts(400)) {
            long[] ids = tokenizer.encode(said(text));
            String pieces = inPieces(tokenizer, ids);

            assertThat(pieces).isEqualTo(tokenizer.decode(ids));
            model.faithful(text).ifPresent(expected -> assertThat(pieces).isEqualTo(expected));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSaidIsNeverASpecialToken(Model model) {
        Tokenizer tokenizer = tokenizer(model);
        List<Long> own = added(model).stream()
                .map(token -> token.get("id").longValue())
                .filter(id -> !tokenizer.decode(new long[] {id}).equals("[UNK]"))
                .toList();

        for (JsonNode token : added(model)) {
            String content = token.get("content").asString();
            for (String text : List.of(content, " " + content + " ", content + content, "a" + content + "\n")) {
                long[] ids = tokenizer.encode(said(text));
                assertThat(ids).as(text).isNotEmpty();
                assertThat(LongStream.of(ids).filter(own::contains)).as(text).isEmpty();
            }
        }
    }

    /** What stands around every text is the model's, and all there is of its own tokens. */
    @ParameterizedTest
    @EnumSource
    void whatIsSaidAloneIsNeverASpecialToken(Model model) {
        Tokenizer tokenizer = tokenizer(model);
        List<Long> own = added(model).stream()
                .map(token -> token.get("id").longValue())
                .filter(id -> !tokenizer.nameOf((int) (long) id).matches("\\[UNK]|<unk>"))
                .toList();
        long around =
                LongStream.of(tokenizer.encode("river")).filter(own::contains).count();

        for (JsonNode token : added(model)) {
            String text = "river " + token.get("content").asString() + " over";
            long[] ids = tokenizer.encode(text);

            assertThat(LongStream.of(ids).filter(own::contains).count())
                    .as(text)
                    .isEqualTo(around);
        }
    }

    /** Of a said token the text is encoded otherwise; what the vocabulary does not know is no reason to refuse it. */
    @Test
    void whatTheVocabularyDoesNotKnowIsText() {
        Tokenizer tokenizer = tokenizer(Model.BERT);

        assertThat(tokenizer.decode(tokenizer.encode(said("river [SEP] 👍🏽")))).isEqualTo("river [ sep ]");
        assertThat(tokenizer.encode(said("river [SEP] 👍🏽"))).contains(100).doesNotContain(102);
    }

    @ParameterizedTest
    @EnumSource
    void specialTokensLeaveNoTraceInText(Model model) {
        Tokenizer tokenizer = tokenizer(model);
        SplittableRandom random = new SplittableRandom(31);
        long[] special = added(model).stream()
                .filter(token -> token.get("special").asBoolean())
                .mapToLong(token -> token.get("id").longValue())
                .toArray();

        for (String text : texts(60)) {
            long[] ids = tokenizer.encode(said(text));
            LongStream.Builder strewn = LongStream.builder();
            for (long id : ids) {
                strewn.add(special[random.nextInt(special.length)]);
                strewn.add(id);
            }
            strewn.add(special[0]);

            assertThat(inPieces(tokenizer, strewn.build().toArray())).isEqualTo(inPieces(tokenizer, ids));
        }
    }

    /** Ids and texts that the transformers library gave; Phi-3's ordinary tokens are Llama 2's. */
    @ParameterizedTest
    @EnumSource(names = {"BERT", "PHI"})
    void encodesAndDecodesAsTransformersDoes(Model model) throws IOException {
        Tokenizer tokenizer = tokenizer(model);
        Optional<Path> file = SharedFolder.find("models/tokenizers/tokenizer_tests.swift-transformers.json");
        assumeTrue(file.isPresent());
        boolean llama = model == Model.PHI;
        JsonNode rows = JSON.readTree(Files.readString(file.orElseThrow()))
                .get(llama ? "coreml-projects/Llama-2-7b-chat-coreml" : "bert-base-uncased");

        for (JsonNode row : rows) {
            String input = row.get("input").asString();
            long[] expected = row.get("encoded")
                    .get("input_ids")
                    .valueStream()
                    .mapToLong(JsonNode::longValue)
                    .skip(llama ? 1 : 0)
                    .toArray();

            assertThat(tokenizer.encode(input)).as(input).isEqualTo(expected);
            // For BERT the library tidies the text up afterwards, which is no matter of the tokenizer.
            if (llama) {
                assertThat(inPieces(tokenizer, expected))
                        .as(input)
                        .isEqualTo(row.get("decoded_without_special").asString());
            }
        }
    }

    /** Without any white space too, where all is one word. */
    @Test
    void aTextOf100KilobytesComesOutAsItWentIn() {
        for (Model model : Model.values()) {
            Tokenizer tokenizer = tokenizer(model);
            String word = "a".repeat(1000);
            for (String part : List.of("The river ran over. ", word, " ", "7", "👨‍👩‍👧")) {
                String text = part.repeat(100_000 / part.length());
                long[] ids = tokenizer.encode(said(text));
                model.faithful(text)
                        .ifPresent(expected -> assertThat(tokenizer.decode(ids)).isEqualTo(expected));
            }
        }
    }

    private static List<String> texts(int count) {
        SplittableRandom random = new SplittableRandom(17);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            for (int parts = random.nextInt(12); parts >= 0; parts--) {
                text.append(PARTS.get(random.nextInt(PARTS.size())));
            }
            texts.add(text.toString());
        }
        return texts;
    }

    private static RenderedPrompt said(String text) {
        return new RenderedPrompt(text, List.of(new Span(0, text.length())));
    }

    private static String inPieces(Tokenizer tokenizer, long[] ids) {
        IncrementalDecoder decoder = tokenizer.newDecoder(true);
        StringBuilder text = new StringBuilder();
        for (long id : ids) {
            text.append(decoder.push((int) id));
        }
        return text.append(decoder.finish()).toString();
    }

    private static List<JsonNode> added(Model model) {
        Path folder = SharedFolder.find(model.folder).orElseThrow();
        return ModelJson.read(ModelFolder.at(folder), Tokenizer.FILE)
                .required("added_tokens")
                .valueStream()
                .toList();
    }

    private static Tokenizer tokenizer(Model model) {
        Optional<Tokenizer> tokenizer = LOADED.computeIfAbsent(
                model, wanted -> SharedFolder.find(wanted.folder).map(found -> Tokenizer.load(ModelFolder.at(found))));
        assumeTrue(tokenizer.isPresent());
        return tokenizer.orElseThrow();
    }
}
