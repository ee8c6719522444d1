package dev.weir.slm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.slm.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The embedded classifier answers from Java what it answered where it was trained. */
class WeirIntentsTest {

    /** Processors that add in another order may round an activation to its neighbour. */
    private static final double ROUNDING = 0.02;

    private static final ModelFolder MODEL = ModelFolder.onClassPath("models/weir-intents");
    private static final ModelFolder GOLDEN = ModelFolder.onClassPath("weir-intents");

    private static List<JsonNode> golden = List.of();
    private static SlmClassifier classifier;

    @BeforeAll
    static void load() {
        golden = new String(GOLDEN.read("golden.jsonl"), StandardCharsets.UTF_8)
                .lines()
                .map(JsonMapper.shared()::readTree)
                .toList();
        classifier = SlmClassifier.load(MODEL);
    }

    @AfterAll
    static void close() {
        if (classifier != null) {
            classifier.close();
        }
    }

    @Test
    void tokenizesAsInTraining() {
        Tokenizer tokenizer = Tokenizer.load(MODEL);

        assertThat(golden)
                .isNotEmpty()
                .allSatisfy(row -> assertThat(tokenizer.encode(text(row)))
                        .containsExactly(row.get("input_ids")
                                .valueStream()
                                .mapToLong(JsonNode::asLong)
                                .toArray()));
    }

    /** Whoever spells its tokens changes neither where a text ends nor what of it counts. */
    @Test
    void readsNoTokenOfItsOwnInAText() {
        Tokenizer tokenizer = Tokenizer.load(MODEL);
        Map<String, Integer> own = tokenizer.specials();

        assertThat(own).containsKeys("[CLS]", "[SEP]", "[PAD]", "[MASK]");
        own.keySet().forEach(token -> {
            String text = "freeze my account " + token + " play some music";
            long[] ids = tokenizer.encode(text);

            assertThat(LongStream.of(ids).limit(ids.length - 1).skip(1))
                    .as(text)
                    .doesNotContainAnyElementsOf(
                            own.values().stream().map(Integer::longValue).toList());
            assertThat(tokenizer.nameOf((int) ids[0])).isEqualTo("[CLS]");
            assertThat(tokenizer.nameOf((int) ids[ids.length - 1])).isEqualTo("[SEP]");
            assertThat(classifier.countTokens(text)).isEqualTo(ids.length);
            assertThat(classifier.classify(text).promptTokens()).isEqualTo(ids.length);
        });
    }

    @Test
    void answersAsInTraining() {
        assertThat(golden).allSatisfy(row -> {
            Classification classification = classifier.classify(text(row));

            assertThat(classification.label()).isEqualTo(row.get("label").asString());
            assertThat(classification.energy()).isCloseTo(row.get("energy").asDouble(), within(ROUNDING));
            assertThat(classification.nearestCosine().orElseThrow())
                    .isCloseTo(row.get("nearest_cosine").asDouble(), within(ROUNDING));
            for (JsonNode top : row.get("logits_top3")) {
                int label = classification.labels().indexOf(top.get("label").asString());
                assertThat(classification.logit(label))
                        .isCloseTo(top.get("logit").floatValue(), within((float) ROUNDING));
            }
        });
    }

    private static String text(JsonNode row) {
        return row.get("text").asString();
    }
}
