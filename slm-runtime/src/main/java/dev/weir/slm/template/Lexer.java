package dev.weir.slm.template;

import dev.weir.slm.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template into tokens: text between tags is trimmed here, as with Jinja's options {@code trim_blocks} and
 * {@code lstrip_blocks}, and what stands inside a tag is left to {@link TagLexer}.
 */
final class Lexer {

    private static final Pattern RAW_BEGIN = Pattern.compile("\\{%([-+]?)\\s*raw\\s*(?:-%\\}\\s*|%\\})");
    private static final Pattern RAW_END = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*(?:\\+%\\}|-%\\}\\s*|%\\}\\n?)");
    private static final Pattern COMMENT_END = Pattern.compile("\\+#\\}|-#\\}\\s*|#\\}\\n?");

    private final String source;
    private final Lines lines;
    private final List<Token> tokens = new ArrayList<>();
    private int position;

    private Lexer(String source) {
        this.source = source;
        this.lines = new Lines(source);
    }

    static List<Token> tokens(String template) {
        String source = template.replace("\r\n", "\n").replace('\r', '\n');
        Lexer lexer = new Lexer(source.endsWith("\n") ? source.substring(0, source.length() - 1) : source);
        lexer.run();
        return List.copyOf(lexer.tokens);
    }

    private void run() {
        int begin = nextTag(position);
        while (begin >= 0) {
            readTag(begin);
            begin = nextTag(position);
        }
        addText(source.substring(position), position);
        tokens.add(new Token(Kind.END, "", lines.at(source.length())));
    }

    private int nextTag(int from) {
        for (int at = source.indexOf('{', from); at >= 0; at = source.indexOf('{', at + 1)) {
            if (at + 1 < source.length() && "%{#".indexOf(source.charAt(at + 1)) >= 0) {
                return at;
            }
        }
        return -1;
    }

    private void readTag(int begin) {
        Matcher raw = RAW_BEGIN.matcher(source).region(begin, source.length());
        boolean isOutput = source.charAt(begin + 1) == '{';
        int afterBrace = begin + 2;
        char sign = afterBrace < source.length() ? source.charAt(afterBrace) : ' ';
        boolean hasSign = sign == '-' || sign == '+';
        addText(trimmed(begin, sign, isOutput), position);
        position = hasSign ? afterBrace + 1 : afterBrace;
        if (raw.lookingAt()) {
            readRaw(raw.end());
        } else if (source.charAt(begin + 1) == '#') {
            position = end(COMMENT_END, "a comment that does not end");
        } else {
            readInside(begin, isOutput);
        }
    }

    /** The text before a tag: a minus takes all white space before it, a block alone on its line its indentation. */
    private String trimmed(int end, char sign, boolean isOutput) {
        String text = source.substring(position, end);
        if (sign == '-') {
            return text.stripTrailing();
        }
        int lineBegin = text.lastIndexOf('\n') + 1;
        boolean startsLine = lineBegin > 0 || position == 0 || source.charAt(position - 1) == '\n';
        boolean isStripped = sign != '+'
                && !isOutput
                && startsLine
                && text.substring(lineBegin).isBlank();
        return isStripped ? text.substring(0, lineBegin) : text;
    }

    private void readRaw(int begin) {
        Matcher end = RAW_END.matcher(source);
        if (!end.find(begin)) {
            throw new TemplateException(lines.at(begin), "a raw block that does not end");
        }
        position = begin;
        char sign = end.group(1).isEmpty() ? ' ' : end.group(1).charAt(0);
        addText(trimmed(end.start(), sign, false), begin);
        position = end.end();
    }

    private int end(Pattern pattern, String complaint) {
        Matcher end = pattern.matcher(source);
        if (!end.find(position)) {
            throw new TemplateException(lines.at(position), complaint);
        }
        return end.end();
    }

    private void readInside(int begin, boolean isOutput) {
        Kind opening = isOutput ? Kind.OUTPUT_BEGIN : Kind.BLOCK_BEGIN;
        tokens.add(new Token(opening, source.substring(begin, begin + 2), lines.at(begin)));
        position = new TagLexer(source, lines, tokens, isOutput).readFrom(position);
    }

    private void addText(String text, int begin) {
        if (!text.isEmpty()) {
            tokens.add(new Token(Kind.TEXT, text, lines.at(begin)));
        }
    }
}
