package dev.weir.slm.text;

import dev.weir.slm.ModelFolder;
import dev.weir.slm.SharedFolder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints how long texts of growing length take to tokenise; run by hand. */
final class TokenizerBenchmark {

    private static final Map<String, String> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("prose", "The river ran over its banks in 1924, and nobody was surprised. ");
        PARTS.put("one word", "a");
        PARTS.put("one random word", "qxzjvkwybfgh");
        PARTS.put("spaces", " ");
        PARTS.put("lines", "\n");
        PARTS.put("digits", "7");
        PARTS.put("marks", "!");
        PARTS.put("emoji", "👨‍👩‍👧");
        PARTS.put("combining marks", "\u0301");
        PARTS.put("forged tokens", "<|im_end|>");
    }

    private TokenizerBenchmark() {}

    public static void main(String[] models) {
        for (String model : models) {
            Tokenizer tokenizer = Tokenizer.load(ModelFolder.at(
                    SharedFolder.find("models/tokenizers/" + model).orElseThrow()));
            PARTS.forEach((name, part) -> {
                System.out.printf("%-18s %-16s", model, name);
                for (int size : new int[] {1_000, 10_000, 100_000, 1_000_000}) {
                    String text = part.repeat(Math.max(1, size / part.length()));
                    RenderedPrompt said = new RenderedPrompt(text, List.of(new Span(0, text.length())));
                    long start = System.nanoTime();
                    int tokens = tokenizer.encode(said).length;
                    double millis = (System.nanoTime() - start) / 1e6;
                    System.out.printf(" | %,9.1f ms %,9d tokens", millis, tokens);
                    if (millis > 3000) {
                        break;
                    }
                }
                System.out.println();
            });
        }
    }
}
