package dev.weir.slm.template;

import dev.weir.slm.template.Token.Kind;
import java.util.List;

/** The tokens of a template, read one by one; the last is always {@link Kind#END}. */
final class TokenStream {

    private final List<Token> tokens;
    private int position;

    TokenStream(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token current() {
        return tokens.get(position);
    }

    Token following() {
        return tokens.get(Math.min(position + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = current();
        position = Math.min(position + 1, tokens.size() - 1);
        return token;
    }

    boolean skipOperator(String operator) {
        return skipIf(current().isOperator(operator));
    }

    boolean skipName(String name) {
        return skipIf(current().isName(name));
    }

    void expectOperator(String operator) {
        if (!skipOperator(operator)) {
            throw failure("expected '" + operator + "', found " + current().described());
        }
    }

    void expectName(String name) {
        if (!skipName(name)) {
            throw failure("expected '" + name + "', found " + current().described());
        }
    }

    Token expect(Kind kind, String what) {
        if (!current().is(kind)) {
            throw failure("expected " + what + ", found " + current().described());
        }
        return next();
    }

    TemplateException failure(String complaint) {
        return new TemplateException(current().line(), complaint);
    }

    private boolean skipIf(boolean isWanted) {
        if (isWanted) {
            next();
        }
        return isWanted;
    }
}
