package dev.weir.slm.constraint;

import dev.weir.slm.Constraint;
import dev.weir.slm.automaton.TokenSet;
import dev.weir.slm.automaton.TokenVocabulary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a mask costs with a published vocabulary. Run by hand: prints microseconds for a mask that is computed and for
 * one that is remembered, over the states that random texts come to.
 */
final class MaskBenchmark {

    private static final String INVOICE = """
            {"type":"object","additionalProperties":false,"required":["number","date","lines","note"],"properties":{
             "number":{"type":"string","pattern":"^[A-Z]{2}-\\\\d{4,8}$"},"date":{"type":"string","format":"date"},
             "note":{"type":"string","maxLength":200},"paid":{"type":"boolean"},
             "lines":{"type":"array","minItems":1,"maxItems":20,"items":{"type":"object","additionalProperties":false,
              "required":["text","amount"],"properties":{"text":{"type":"string"},
              "amount":{"type":"number","minimum":0},"currency":{"enum":["EUR","USD","CHF"]}}}}}}""";

    private MaskBenchmark() {}

    /** The arguments are names of tokenizers in the shared folder. */
    public static void main(String[] names) {
        for (String name : names) {
            long begin = System.nanoTime();
            TokenVocabulary vocabulary = TestingVocabulary.published(name).orElseThrow();
            System.out.printf(
                    "%s: %d tokens, ready in %d ms%n",
                    name, vocabulary.size(), (System.nanoTime() - begin) / 1_000_000);
            Map<String, Constraint> constraints = new TreeMap<>(Map.of(
                    "choices", new Constraint.Choices(List.of("positive", "neutral", "negative")),
                    "regex", new Constraint.Regex("(?:\\d{3}-)?\\w+ \\w+ [^x]*"),
                    "object", new Constraint.JsonObject(),
                    "schema", new Constraint.JsonSchema(INVOICE)));
            for (int round = 0; round < 3; round++) {
                boolean last = round == 2;
                constraints.forEach((kind, constraint) -> measure(kind, constraint, vocabulary, last));
            }
        }
    }

    private static void measure(String kind, Constraint constraint, TokenVocabulary vocabulary, boolean print) {
        Map<String, List<Long>> times = new TreeMap<>();
        float[] logits = new float[vocabulary.size()];
        Random random = new Random(3);
        for (int i = 0; i < 10; i++) {
            long begin = System.nanoTime();
            CompiledConstraint compiled = CompiledConstraint.compile(constraint, vocabulary);
            add(times, "1 compile", begin);
            Set<TokenSet> met = Collections.newSetFromMap(new IdentityHashMap<>());
            for (int text = 0; text < 4; text++) {
                Cursor cursor = compiled.begin(false);
                for (int left = 100; left > 0 && !cursor.mustEnd(); left--) {
                    long start = System.nanoTime();
                    TokenSet allowed = cursor.allowed();
                    add(times, met.add(allowed) ? "2 mask, new state" : "3 mask, known state", start);
                    start = System.nanoTime();
                    TokenSet within = cursor.allowed(left);
                    add(times, within.size() == allowed.size() ? "4 limit, no matter" : "5 limit, matters", start);
                    start = System.nanoTime();
                    allowed.keepOnly(logits);
                    add(times, "6 put on logits", start);
                    int[] tokens = within.toArray();
                    int token = tokens[random.nextInt(tokens.length)];
                    if (vocabulary.isEnd(token)) {
                        break;
                    }
                    cursor.accept(token);
                }
            }
        }
        if (print) {
            System.out.println("  " + kind);
            times.forEach((what, nanos) -> System.out.printf("    %-20s %s%n", what.substring(2), summary(nanos)));
        }
    }

    private static void add(Map<String, List<Long>> times, String what, long begin) {
        times.computeIfAbsent(what, _ -> new ArrayList<>()).add(System.nanoTime() - begin);
    }

    private static String summary(List<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(n -> n).sorted().toArray();
        return "%6d times  median %9.1f  p90 %9.1f  p99 %9.1f µs"
                .formatted(sorted.length, at(sorted, 0.5), at(sorted, 0.9), at(sorted, 0.99));
    }

    private static double at(long[] sorted, double share) {
        return sorted[(int) (share * (sorted.length - 1))] / 1e3;
    }
}
