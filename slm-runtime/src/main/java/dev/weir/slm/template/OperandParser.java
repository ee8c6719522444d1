package dev.weir.slm.template;

import dev.weir.slm.builtin.Filters;
import dev.weir.slm.builtin.Tests;
import dev.weir.slm.template.Expression.Given;
import dev.weir.slm.template.Expression.Literal;
import dev.weir.slm.template.Token.Kind;
import dev.weir.slm.value.Text;
import dev.weir.slm.value.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the operands of an expression and what is attached to them: attributes, items, calls, filters and tests. */
final class OperandParser {

    private static final Expression LEFT_OUT = new Literal(Value.None.NONE);
    /** Names that Jinja gives a meaning which is not available here; as mere variables they would be missing. */
    private static final Set<String> REFUSED_NAMES =
            Set.of("varargs", "kwargs", "caller", "self", "super", "lipsum", "cycler", "joiner");

    private static final Set<Kind> BEGIN_OPERAND = Set.of(Kind.NAME, Kind.STRING, Kind.INTEGER, Kind.FLOAT);
    private static final Set<String> END_TEST = Set.of("else", "or", "and");

    private final TokenStream tokens;
    private final ExpressionParser expressions;

    OperandParser(TokenStream tokens, ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    Expression primary() {
        Token token = tokens.current();
        return switch (token.kind()) {
            case NAME -> named(tokens.next().text());
            case STRING -> new Literal(Text.literal(strings()));
            case INTEGER -> new Literal(integer(tokens.next().text()));
            case FLOAT ->
                new Literal(new Value.Real(Double.parseDouble(tokens.next().text())));
            case OPERATOR -> bracketed();
            case TEXT, OUTPUT_BEGIN, OUTPUT_END, BLOCK_BEGIN, BLOCK_END, END ->
                throw tokens.failure("expected an expression, found " + token.described());
        };
    }

    private Expression named(String name) {
        if (REFUSED_NAMES.contains(name)) {
            throw tokens.failure("'" + name + "' is not available");
        }
        return switch (name) {
            case "true", "True" -> new Literal(Value.Truth.TRUE);
            case "false", "False" -> new Literal(Value.Truth.FALSE);
            case "none", "None" -> new Literal(Value.None.NONE);
            default -> new Expression.Name(name);
        };
    }

    private String strings() {
        StringBuilder joined = new StringBuilder();
        while (tokens.current().is(Kind.STRING)) {
            joined.append(tokens.next().text());
        }
        return joined.toString();
    }

    private static Value integer(String digits) {
        String prefix = digits.length() > 1 ? digits.substring(0, 2).toLowerCase(Locale.ROOT) : "";
        int base =
                switch (prefix) {
                    case "0x" -> 16;
                    case "0o" -> 8;
                    case "0b" -> 2;
                    default -> 10;
                };
        return new Value.Whole(new BigInteger(base == 10 ? digits : digits.substring(2), base));
    }

    private Expression bracketed() {
        if (tokens.skipOperator("(")) {
            Expression inner =
                    tokens.current().isOperator(")") ? new Expression.TupleOf(List.of()) : expressions.expressions();
            tokens.expectOperator(")");
            return inner;
        }
        if (tokens.skipOperator("[")) {
            return new Expression.ListOf(listItems());
        }
        if (tokens.skipOperator("{")) {
            return new Expression.DictOf(dictPairs());
        }
        throw tokens.failure("unexpected " + tokens.current().described());
    }

    private List<Expression> listItems() {
        List<Expression> items = new ArrayList<>();
        while (!tokens.skipOperator("]")) {
            items.add(expressions.expression());
            commaUnless("]");
        }
        return List.copyOf(items);
    }

    private List<Expression.Pair> dictPairs() {
        List<Expression.Pair> pairs = new ArrayList<>();
        while (!tokens.skipOperator("}")) {
            Expression key = expressions.expression();
            tokens.expectOperator(":");
            pairs.add(new Expression.Pair(key, expressions.expression()));
            commaUnless("}");
        }
        return List.copyOf(pairs);
    }

    private void commaUnless(String closing) {
        if (!tokens.current().isOperator(closing)) {
            tokens.expectOperator(",");
        }
    }

    Expression postfix(Expression operand) {
        Expression extended = operand;
        while (true) {
            if (tokens.skipOperator(".")) {
                extended = attribute(extended);
            } else if (tokens.skipOperator("[")) {
                extended = subscript(extended);
            } else if (tokens.current().isOperator("(")) {
                extended = new Expression.Call(extended, given());
            } else {
                return extended;
            }
        }
    }

    private Expression attribute(Expression target) {
        if (tokens.current().is(Kind.INTEGER)) {
            return new Expression.Item(target, new Literal(integer(tokens.next().text())));
        }
        String name = tokens.expect(Kind.NAME, "a name after the dot").text();
        if (name.startsWith("__")) {
            throw tokens.failure("the attribute '" + name + "' is not available");
        }
        return new Expression.Attribute(target, name);
    }

    private Expression subscript(Expression target) {
        Expression start = tokens.current().isOperator(":") ? LEFT_OUT : expressions.expression();
        if (tokens.skipOperator("]")) {
            return new Expression.Item(target, start);
        }
        tokens.expectOperator(":");
        Expression stop = sliceBound();
        Expression step = tokens.skipOperator(":") ? sliceBound() : LEFT_OUT;
        tokens.expectOperator("]");
        return new Expression.Slice(target, start, stop, step);
    }

    private Expression sliceBound() {
        boolean isLeftOut = tokens.current().isOperator(":") || tokens.current().isOperator("]");
        return isLeftOut ? LEFT_OUT : expressions.expression();
    }

    Given given() {
        return new ArgumentParser(tokens, expressions).read();
    }

    Expression filtersAndTests(Expression operand) {
        Expression extended = operand;
        while (true) {
            if (tokens.current().isOperator("|")) {
                extended = filters(extended);
            } else if (tokens.skipName("is")) {
                extended = test(extended);
            } else if (tokens.current().isOperator("(")) {
                extended = new Expression.Call(extended, given());
            } else {
                return extended;
            }
        }
    }

    Expression filters(Expression input) {
        Expression filtered = input;
        while (tokens.skipOperator("|")) {
            filtered = filter(filtered);
        }
        return filtered;
    }

    /** The name of a filter and its arguments, the bar before it already read. */
    Expression filter(Expression input) {
        String name = tokens.expect(Kind.NAME, "the name of a filter").text();
        if (name.equals("safe") && endsOutput(tokens.current())) {
            return new Expression.Filtered(input, "string", Given.NOTHING);
        }
        if (!Filters.has(name)) {
            throw tokens.failure("the filter '" + name + "' is not available");
        }
        return new Expression.Filtered(input, name, tokens.current().isOperator("(") ? given() : Given.NOTHING);
    }

    /** Without escaping, {@code safe} changes nothing that is printed at once; what it does before that is refused. */
    private static boolean endsOutput(Token token) {
        return token.is(Kind.OUTPUT_END);
    }

    private Expression test(Expression subject) {
        boolean isNegated = tokens.skipName("not");
        String name = tokens.expect(Kind.NAME, "the name of a test").text();
        if (!Tests.has(name)) {
            throw tokens.failure("the test '" + name + "' is not available");
        }
        Expression tested = new Expression.Tested(subject, name, testArguments());
        return isNegated ? new Expression.Negation(tested) : tested;
    }

    private Given testArguments() {
        Token token = tokens.current();
        if (token.isOperator("(")) {
            return given();
        }
        if (token.isName("is")) {
            throw tokens.failure("tests cannot be chained");
        }
        boolean isOperand = BEGIN_OPERAND.contains(token.kind()) || token.isOperator("[") || token.isOperator("{");
        boolean isOver = token.is(Kind.NAME) && END_TEST.contains(token.text());
        return isOperand && !isOver ? Given.one(postfix(primary())) : Given.NOTHING;
    }
}
