package dev.weir.slm.template;

import dev.weir.slm.template.Expression.Both;
import dev.weir.slm.template.Expression.Calculation;
import dev.weir.slm.template.Expression.Comparison;
import dev.weir.slm.template.Expression.Concatenation;
import dev.weir.slm.template.Expression.Conditional;
import dev.weir.slm.template.Expression.Either;
import dev.weir.slm.template.Expression.Negation;
import dev.weir.slm.template.Expression.Negative;
import dev.weir.slm.template.Expression.Positive;
import dev.weir.slm.template.Expression.Step;
import dev.weir.slm.template.Token.Kind;
import dev.weir.slm.value.Arithmetic;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads expressions; one method for each level of precedence, the loosest first. */
final class ExpressionParser {

    private static final int DEEPEST = 100;
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

    private final TokenStream tokens;
    private final OperandParser operands;
    private int depth;

    ExpressionParser(TokenStream tokens) {
        this.tokens = tokens;
        this.operands = new OperandParser(tokens, this);
    }

    OperandParser operands() {
        return operands;
    }

    Expression expression() {
        if (++depth > DEEPEST) {
            throw tokens.failure("an expression nested more than " + DEEPEST + " deep");
        }
        Expression expression = either();
        while (tokens.skipName("if")) {
            Expression test = either();
            Expression otherwise = tokens.skipName("else") ? expression() : null;
            expression = new Conditional(test, expression, otherwise);
        }
        depth--;
        return expression;
    }

    /** Expressions with commas between them make a tuple, without parentheses around it. */
    Expression expressions() {
        return several(this::expression);
    }

    /** As {@link #expressions}, but leaves a following {@code if} to the tag. */
    Expression expressionsWithoutCondition() {
        return several(this::either);
    }

    private Expression several(Supplier<Expression> read) {
        Expression first = read.get();
        if (!tokens.current().isOperator(",")) {
            return first;
        }
        List<Expression> items = new ArrayList<>(List.of(first));
        while (tokens.skipOperator(",") && !endsTuple(tokens.current())) {
            items.add(read.get());
        }
        return new Expression.TupleOf(List.copyOf(items));
    }

    private static boolean endsTuple(Token token) {
        return token.is(Kind.OUTPUT_END) || token.is(Kind.BLOCK_END) || token.isOperator(")");
    }

    private Expression either() {
        Expression left = both();
        while (tokens.skipName("or")) {
            left = new Either(left, both());
        }
        return left;
    }

    private Expression both() {
        Expression left = negation();
        while (tokens.skipName("and")) {
            left = new Both(left, negation());
        }
        return left;
    }

    private Expression negation() {
        int negations = 0;
        while (tokens.skipName("not")) {
            negations++;
        }
        Expression operand = comparison();
        for (int i = 0; i < negations; i++) {
            operand = new Negation(operand);
        }
        return operand;
    }

    private Expression comparison() {
        Expression first = sum();
        List<Step> steps = new ArrayList<>();
        String operator = comparisonOperator();
        while (operator != null) {
            steps.add(new Step(operator, sum()));
            operator = comparisonOperator();
        }
        return steps.isEmpty() ? first : new Comparison(first, List.copyOf(steps));
    }

    private @Nullable String comparisonOperator() {
        Token token = tokens.current();
        if (token.is(Kind.OPERATOR) && COMPARISONS.contains(token.text())) {
            return tokens.next().text();
        }
        if (tokens.skipName("in")) {
            return "in";
        }
        if (token.isName("not") && tokens.following().isName("in")) {
            tokens.next();
            tokens.next();
            return "not in";
        }
        return null;
    }

    private Expression sum() {
        Expression left = concatenation();
        while (tokens.current().isOperator("+") || tokens.current().isOperator("-")) {
            left = new Calculation(Arithmetic.of(tokens.next().text()), left, concatenation());
        }
        return left;
    }

    private Expression concatenation() {
        Expression first = product();
        if (!tokens.current().isOperator("~")) {
            return first;
        }
        List<Expression> parts = new ArrayList<>(List.of(first));
        while (tokens.skipOperator("~")) {
            parts.add(product());
        }
        return new Concatenation(List.copyOf(parts));
    }

    private Expression product() {
        Expression left = power();
        while (isProductOperator(tokens.current())) {
            left = new Calculation(Arithmetic.of(tokens.next().text()), left, power());
        }
        return left;
    }

    private static boolean isProductOperator(Token token) {
        return token.isOperator("*") || token.isOperator("/") || token.isOperator("//") || token.isOperator("%");
    }

    private Expression power() {
        Expression left = signed(true);
        while (tokens.skipOperator("**")) {
            left = new Calculation(Arithmetic.TO_THE_POWER_OF, left, signed(true));
        }
        return left;
    }

    private Expression signed(boolean takesFilters) {
        if (++depth > DEEPEST) {
            throw tokens.failure("an expression nested more than " + DEEPEST + " deep");
        }
        Expression operand;
        if (tokens.skipOperator("-")) {
            operand = new Negative(signed(false));
        } else if (tokens.skipOperator("+")) {
            operand = new Positive(signed(false));
        } else {
            operand = operands.primary();
        }
        operand = operands.postfix(operand);
        depth--;
        return takesFilters ? operands.filtersAndTests(operand) : operand;
    }
}
