package dev.weir.slm.template;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Resolves the backslashes in a string as Python does; one before an unknown character stays. */
final class Escapes {

    private static final Pattern ESCAPE = Pattern.compile(
            "\\\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([xuUN])|(.))", Pattern.DOTALL);

    private static final Map<String, String> SIMPLE = Map.ofEntries(
            Map.entry("\n", ""),
            Map.entry("\\", "\\"),
            Map.entry("'", "'"),
            Map.entry("\"", "\""),
            Map.entry("a", "\u0007"),
            Map.entry("b", "\b"),
            Map.entry("f", "\f"),
            Map.entry("n", "\n"),
            Map.entry("r", "\r"),
            Map.entry("t", "\t"),
            Map.entry("v", "\u000b"));

    private Escapes() {}

    static String resolved(String string, int line) {
        return ESCAPE.matcher(string).replaceAll(match -> Matcher.quoteReplacement(resolved(match, line)));
    }

    private static String resolved(MatchResult escape, int line) {
        if (escape.group(1) != null) {
            return Character.toString(Integer.parseInt(escape.group(1), 8));
        }
        for (int group = 2; group <= 4; group++) {
            String digits = escape.group(group);
            if (digits != null) {
                return character(digits, line);
            }
        }
        if (escape.group(5) != null) {
            throw new TemplateException(line, "a string with an incomplete or unavailable escape");
        }
        return SIMPLE.getOrDefault(escape.group(6), "\\" + escape.group(6));
    }

    private static String character(String digits, int line) {
        long codePoint = Long.parseLong(digits, 16);
        if (codePoint > Character.MAX_CODE_POINT) {
            throw new TemplateException(line, "a string with an escape beyond Unicode");
        }
        return Character.toString((int) codePoint);
    }
}
