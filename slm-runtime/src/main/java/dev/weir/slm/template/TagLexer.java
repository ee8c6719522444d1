package dev.weir.slm.template;

import dev.weir.slm.template.Token.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts the inside of one tag into tokens. */
final class TagLexer {

    private static final Pattern OUTPUT_END = Pattern.compile("-\\}\\}\\s*|\\}\\}");
    private static final Pattern BLOCK_END = Pattern.compile("\\+%\\}|-%\\}\\s*|%\\}\\n?");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern FLOAT = Pattern.compile(
            "(?<!\\.)(\\d+_)*\\d+((\\.(\\d+_)*\\d+)?e[+\\-]?(\\d+_)*\\d+|\\.(\\d+_)*\\d+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern INTEGER =
            Pattern.compile("0b(_?[01])+|0o(_?[0-7])+|0x(_?[\\da-f])+|[1-9](_?\\d)*|0(_?0)*", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{M}\\p{N}_]*");
    private static final Pattern STRING =
            Pattern.compile("'[^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+'|\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"", Pattern.DOTALL);
    private static final Pattern OPERATOR = Pattern.compile("//|\\*\\*|==|!=|>=|<=|[-+/*%~\\[\\](){}><=.:|,;]");
    private static final Map<String, String> CLOSING = Map.of("(", ")", "[", "]", "{", "}");

    private final String source;
    private final Lines lines;
    private final List<Token> tokens;
    private final boolean isOutput;
    private final Matcher matcher;
    private final Deque<String> awaited = new ArrayDeque<>();
    private int position;

    TagLexer(String source, Lines lines, List<Token> tokens, boolean isOutput) {
        this.source = source;
        this.lines = lines;
        this.tokens = tokens;
        this.isOutput = isOutput;
        this.matcher = SPACE.matcher(source).useTransparentBounds(true);
    }

    /** The position after the tag and the white space it takes with it. */
    int readFrom(int begin) {
        position = begin;
        while (!isEnd()) {
            readToken();
        }
        add(isOutput ? Kind.OUTPUT_END : Kind.BLOCK_END, matcher.group());
        return matcher.end();
    }

    private boolean isEnd() {
        return awaited.isEmpty() && finds(isOutput ? OUTPUT_END : BLOCK_END);
    }

    private void readToken() {
        if (finds(SPACE)) {
            position = matcher.end();
        } else if (finds(FLOAT)) {
            take(Kind.FLOAT, matcher.group().replace("_", ""));
        } else if (finds(INTEGER)) {
            take(Kind.INTEGER, matcher.group().replace("_", ""));
        } else if (finds(NAME)) {
            take(Kind.NAME, matcher.group());
        } else if (finds(STRING)) {
            take(Kind.STRING, Escapes.resolved(inner(matcher.group()), lines.at(position)));
        } else if (finds(OPERATOR)) {
            balance(matcher.group());
            take(Kind.OPERATOR, matcher.group());
        } else {
            throw new TemplateException(lines.at(position), unexpected());
        }
    }

    private String unexpected() {
        return position < source.length()
                ? "unexpected character '" + Character.toString(source.codePointAt(position)) + "'"
                : "a tag that does not end";
    }

    private boolean finds(Pattern pattern) {
        return matcher.usePattern(pattern).region(position, source.length()).lookingAt();
    }

    private void take(Kind kind, String text) {
        add(kind, text);
        position = matcher.end();
    }

    private void add(Kind kind, String text) {
        tokens.add(new Token(kind, text, lines.at(position)));
    }

    private void balance(String operator) {
        String closing = CLOSING.get(operator);
        if (closing != null) {
            awaited.push(closing);
        } else if (CLOSING.containsValue(operator) && !operator.equals(awaited.poll())) {
            throw new TemplateException(lines.at(position), "unexpected '" + operator + "'");
        }
    }

    private static String inner(String quoted) {
        return quoted.substring(1, quoted.length() - 1);
    }
}
