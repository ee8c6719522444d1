package dev.weir.slm.constraint;

import java.util.Random;

/** Regular expressions and texts over a few characters, so that they meet often enough. */
final class RandomRegex {

    private static final String[] ATOMS = {
        "a",
        "b",
        "ab",
        "é",
        "日",
        "😀",
        "[ab]",
        "[^a]",
        "[a-c0-2]",
        "\\d",
        "\\w",
        ".",
        "[^\\d]",
        "1",
        "\\\\",
        "\"",
        "\\x61"
    };
    private static final String[] QUANTIFIERS = {"*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}", "*?", "+?"};
    private static final String[] CHARACTERS = {"a", "b", "c", "é", "日", "😀", "1", "2", "\\", "\"", " "};

    private RandomRegex() {}

    static String pattern(Random random, int depth) {
        StringBuilder pattern = new StringBuilder(random.nextInt(10) == 0 ? "^" : "");
        pattern.append(alternatives(random, depth));
        return pattern.append(random.nextInt(10) == 0 ? "$" : "").toString();
    }

    private static String alternatives(Random random, int depth) {
        StringBuilder pattern = new StringBuilder(sequence(random, depth));
        while (random.nextInt(4) == 0) {
            pattern.append('|').append(sequence(random, depth));
        }
        return pattern.toString();
    }

    private static String sequence(Random random, int depth) {
        StringBuilder pattern = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            boolean group = depth > 0 && random.nextInt(3) == 0;
            boolean quantified = random.nextInt(2) == 0;
            if (group) {
                pattern.append(random.nextBoolean() ? "(" : "(?:")
                        .append(alternatives(random, depth - 1))
                        .append(')');
            } else {
                String atom = ATOMS[random.nextInt(ATOMS.length)];
                pattern.append(quantified && atom.equals("ab") ? "b" : atom);
            }
            if (quantified) {
                pattern.append(QUANTIFIERS[random.nextInt(QUANTIFIERS.length)]);
            }
        }
        return pattern.toString();
    }

    static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(CHARACTERS[random.nextInt(CHARACTERS.length)]);
        }
        return text.toString();
    }
}
