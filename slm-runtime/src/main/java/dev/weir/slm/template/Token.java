package dev.weir.slm.template;

/**
 * The smallest piece of a template.
 *
 * @param text as written, but for a string, which comes unquoted, and for template text, which comes trimmed
 */
record Token(Kind kind, String text, int line) {

    enum Kind {
        TEXT,
        OUTPUT_BEGIN,
        OUTPUT_END,
        BLOCK_BEGIN,
        BLOCK_END,
        NAME,
        STRING,
        INTEGER,
        FLOAT,
        OPERATOR,
        END
    }

    boolean is(Kind wanted) {
        return kind == wanted;
    }

    boolean isOperator(String operator) {
        return kind == Kind.OPERATOR && text.equals(operator);
    }

    boolean isName(String name) {
        return kind == Kind.NAME && text.equals(name);
    }

    String described() {
        return switch (kind) {
            case END -> "the end of the template";
            case TEXT -> "text";
            case BLOCK_END, OUTPUT_END -> "the end of the tag";
            case OUTPUT_BEGIN, BLOCK_BEGIN, NAME, STRING, INTEGER, FLOAT, OPERATOR -> "'" + text + "'";
        };
    }
}
