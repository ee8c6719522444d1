package dev.weir.slm.template;

import dev.weir.slm.value.Arithmetic;
import dev.weir.slm.value.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be evaluated. */
sealed interface Expression {

    record Literal(Value value) implements Expression {}

    record Name(String name) implements Expression {}

    record ListOf(List<Expression> items) implements Expression {}

    record TupleOf(List<Expression> items) implements Expression {}

    record DictOf(List<Pair> pairs) implements Expression {}

    record Negative(Expression operand) implements Expression {}

    /** A plus sign before a number, which changes nothing but refuses what is no number. */
    record Positive(Expression operand) implements Expression {}

    record Calculation(Arithmetic operator, Expression left, Expression right) implements Expression {}

    /** Jinja's {@code ~}: everything printed, one after the other. */
    record Concatenation(List<Expression> parts) implements Expression {}

    /** A chain such as {@code 1 < x <= 3}, true when each step is. */
    record Comparison(Expression first, List<Step> steps) implements Expression {}

    record Both(Expression left, Expression right) implements Expression {}

    record Either(Expression left, Expression right) implements Expression {}

    record Negation(Expression operand) implements Expression {}

    record Conditional(
            Expression test, Expression then, @Nullable Expression otherwise) implements Expression {}

    record Attribute(Expression target, String name) implements Expression {}

    record Item(Expression target, Expression key) implements Expression {}

    record Slice(Expression target, Expression start, Expression stop, Expression step) implements Expression {}

    record Call(Expression callee, Given given) implements Expression {}

    record Filtered(Expression input, String filter, Given given) implements Expression {}

    record Tested(Expression subject, String test, Given given) implements Expression {}

    /** The output of some statements, as text. */
    record Captured(List<Statement> body) implements Expression {}

    record Pair(Expression key, Expression value) {}

    record Step(String operator, Expression operand) {}

    /** The arguments of a call, with the lists and dicts to be spread into them. */
    record Given(
            List<Expression> positional,
            Map<String, Expression> named,
            @Nullable Expression spreadList,
            @Nullable Expression spreadDict) {

        static final Given NOTHING = new Given(List.of(), Map.of(), null, null);

        static Given one(Expression argument) {
            return new Given(List.of(argument), Map.of(), null, null);
        }
    }
}
