package dev.weir.slm.template;

import dev.weir.slm.template.Expression.Given;
import dev.weir.slm.template.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the arguments of one call. */
final class ArgumentParser {

    private final TokenStream tokens;
    private final ExpressionParser expressions;
    private final List<Expression> positional = new ArrayList<>();
    private final Map<String, Expression> named = new LinkedHashMap<>();
    private @Nullable Expression spreadList;
    private @Nullable Expression spreadDict;

    ArgumentParser(TokenStream tokens, ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    Given read() {
        tokens.expectOperator("(");
        while (!tokens.skipOperator(")")) {
            readOne();
            if (!tokens.current().isOperator(")")) {
                tokens.expectOperator(",");
            }
        }
        return new Given(List.copyOf(positional), new LinkedHashMap<>(named), spreadList, spreadDict);
    }

    private void readOne() {
        if (tokens.skipOperator("*")) {
            allowIf(spreadList == null && spreadDict == null);
            spreadList = expressions.expression();
        } else if (tokens.skipOperator("**")) {
            allowIf(spreadDict == null);
            spreadDict = expressions.expression();
        } else if (tokens.current().is(Kind.NAME) && tokens.following().isOperator("=")) {
            String name = tokens.next().text();
            tokens.next();
            allowIf(spreadDict == null && !named.containsKey(name));
            named.put(name, expressions.expression());
        } else {
            allowIf(spreadList == null && spreadDict == null && named.isEmpty());
            positional.add(expressions.expression());
        }
    }

    private void allowIf(boolean isInOrder) {
        if (!isInOrder) {
            throw tokens.failure("arguments in an order that is not allowed");
        }
    }
}
