package dev.weir.slm.builtin;

import dev.weir.slm.value.ValueException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python's {@code strftime} in the C locale. */
public final class DateFormat {

    private static final Pattern DIRECTIVE = Pattern.compile("%(.)", Pattern.DOTALL);

    private static final Map<Character, String> PATTERNS = Map.ofEntries(
            Map.entry('a', "EEE"),
            Map.entry('A', "EEEE"),
            Map.entry('b', "MMM"),
            Map.entry('h', "MMM"),
            Map.entry('B', "MMMM"),
            Map.entry('d', "dd"),
            Map.entry('e', "ppd"),
            Map.entry('D', "MM/dd/yy"),
            Map.entry('F', "yyyy-MM-dd"),
            Map.entry('f', "SSSSSS"),
            Map.entry('H', "HH"),
            Map.entry('I', "hh"),
            Map.entry('j', "DDD"),
            Map.entry('m', "MM"),
            Map.entry('M', "mm"),
            Map.entry('p', "a"),
            Map.entry('R', "HH:mm"),
            Map.entry('S', "ss"),
            Map.entry('T', "HH:mm:ss"),
            Map.entry('y', "yy"),
            Map.entry('Y', "yyyy"),
            Map.entry('n', "'\n'"),
            Map.entry('t', "'\t'"),
            Map.entry('Z', "''"),
            Map.entry('z', "''"),
            Map.entry('%', "'%'"));

    private DateFormat() {}

    public static String format(LocalDateTime moment, String format) {
        return DIRECTIVE
                .matcher(format)
                .replaceAll(found ->
                        Matcher.quoteReplacement(field(moment, found.group(1).charAt(0))));
    }

    private static String field(LocalDateTime moment, char directive) {
        String pattern = PATTERNS.get(directive);
        if (pattern == null) {
            throw new ValueException("the date directive '%" + directive + "' is not available");
        }
        return pattern.equals("''")
                ? ""
                : DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(moment);
    }
}
