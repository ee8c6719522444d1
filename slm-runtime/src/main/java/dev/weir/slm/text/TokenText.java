package dev.weir.slm.text;

import dev.weir.slm.SlmException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The {@code decoder} of a {@code tokenizer.json}, one token at a time: which bytes of UTF-8 each token adds to the
 * text.
 *
 * <p>The kinds that published generative models use are known; any other is refused when the model is loaded.
 */
abstract sealed class TokenText {

    private static final byte[] NOTHING = {};

    /** The bytes that a token adds, given whether the text begins with it. */
    abstract byte[] bytes(String token, boolean first);

    /** Whether each byte that is no part of a character becomes a mark of its own, or a run of them becomes one. */
    boolean marksEachByte() {
        return false;
    }

    /** How many spaces are taken from the beginning of the whole text. */
    int spacesStripped() {
        return 0;
    }

    /** Reads the decoder of the file of that name. */
    static TokenText read(JsonNode decoder, String file) {
        if (decoder.isMissingNode() || decoder.isNull()) {
            return new Joined();
        }
        List<JsonNode> steps = steps(decoder);
        if (steps.size() == 1) {
            JsonNode only = steps.getFirst();
            switch (only.path("type").asString("")) {
                case "ByteLevel" -> {
                    return new ByteLevel();
                }
                case "WordPiece" -> {
                    return new WordPiece(
                            only.path("prefix").asString("##"),
                            only.path("cleanup").asBoolean(true));
                }
                case "Metaspace" -> {
                    return new Metaspace(
                            only.path("replacement").asString("\u2581"),
                            !only.path("prepend_scheme").asString("always").equals("never")
                                    && only.path("add_prefix_space").asBoolean(true));
                }
                default -> {}
            }
        }
        return Replacing.read(steps, file);
    }

    private static List<JsonNode> steps(JsonNode decoder) {
        List<JsonNode> steps = new ArrayList<>();
        if (decoder.path("type").asString("").equals("Sequence")) {
            decoder.path("decoders").forEach(step -> steps.addAll(steps(step)));
        } else {
            steps.add(decoder);
        }
        return steps;
    }

    /** No decoder at all: tokens with spaces between. */
    static final class Joined extends TokenText {

        @Override
        byte[] bytes(String token, boolean first) {
            return utf8(first ? token : " " + token);
        }
    }

    /** GPT-2, Llama 3, Qwen, SmolLM. */
    static final class ByteLevel extends TokenText {

        @Override
        byte[] bytes(String token, boolean first) {
            return ByteAlphabet.bytes(token);
        }
    }

    /** T5 and some Mistral. */
    static final class Metaspace extends TokenText {

        private final String replacement;
        private final boolean prepended;

        Metaspace(String replacement, boolean prepended) {
            this.replacement = replacement;
            this.prepended = prepended;
        }

        @Override
        byte[] bytes(String token, boolean first) {
            return utf8(token.replace(replacement, first && prepended ? "" : " "));
        }
    }

    /** BERT. */
    static final class WordPiece extends TokenText {

        private static final List<List<String>> CLEANED = List.of(
                List.of(" .", "."),
                List.of(" ?", "?"),
                List.of(" !", "!"),
                List.of(" ,", ","),
                List.of(" ' ", "'"),
                List.of(" n't", "n't"),
                List.of(" 'm", "'m"),
                List.of(" do not", " don't"),
                List.of(" 's", "'s"),
                List.of(" 've", "'ve"),
                List.of(" 're", "'re"));

        private final String prefix;
        private final boolean cleanup;

        WordPiece(String prefix, boolean cleanup) {
            this.prefix = prefix;
            this.cleanup = cleanup;
        }

        @Override
        byte[] bytes(String token, boolean first) {
            String text = token;
            if (!first) {
                text = token.startsWith(prefix) ? token.substring(prefix.length()) : " " + token;
            }
            if (cleanup) {
                for (List<String> pair : CLEANED) {
                    text = text.replace(pair.getFirst(), pair.getLast());
                }
            }
            return utf8(text);
        }
    }

    /** Llama 2, Phi, Gemma: characters replaced, bytes spelled {@code <0x0A>}, a space stripped from the beginning. */
    static final class Replacing extends TokenText {

        private final List<JsonNode> replacements;
        private final boolean bytesSpelled;
        private final int spacesStripped;

        private Replacing(List<JsonNode> replacements, boolean bytesSpelled, int spacesStripped) {
            this.replacements = List.copyOf(replacements);
            this.bytesSpelled = bytesSpelled;
            this.spacesStripped = spacesStripped;
        }

        static Replacing read(List<JsonNode> steps, String file) {
            List<JsonNode> replacements = new ArrayList<>();
            boolean bytesSpelled = false;
            boolean fused = false;
            int spacesStripped = 0;
            for (JsonNode step : steps) {
                String type = step.path("type").asString("");
                if (type.equals("Fuse")) {
                    fused = true;
                } else if (fused && type.equals("Strip") && isLeadingSpace(step)) {
                    spacesStripped += step.path("start").intValue();
                } else if (!fused && type.equals("ByteFallback")) {
                    bytesSpelled = true;
                } else if (!fused
                        && type.equals("Replace")
                        && step.path("pattern").has("String")) {
                    replacements.add(step);
                } else {
                    throw new SlmException.UnusableModel(file + " has a decoder this runtime does not know: " + step);
                }
            }
            return new Replacing(replacements, bytesSpelled, spacesStripped);
        }

        private static boolean isLeadingSpace(JsonNode strip) {
            return strip.path("content").asString("").equals(" ")
                    && strip.path("stop").intValue(0) == 0;
        }

        @Override
        byte[] bytes(String token, boolean first) {
            String text = token;
            for (JsonNode replacement : replacements) {
                text = text.replace(
                        replacement.path("pattern").path("String").asString(),
                        replacement.path("content").asString());
            }
            if (bytesSpelled && text.length() == 6 && text.startsWith("<0x") && text.endsWith(">")) {
                try {
                    return new byte[] {(byte) Integer.parseInt(text.substring(3, 5), 16)};
                } catch (NumberFormatException e) {
                    return utf8(text);
                }
            }
            return utf8(text);
        }

        @Override
        boolean marksEachByte() {
            return bytesSpelled;
        }

        @Override
        int spacesStripped() {
            return spacesStripped;
        }
    }

    private static byte[] utf8(String text) {
        return text.isEmpty() ? NOTHING : text.getBytes(StandardCharsets.UTF_8);
    }
}
