package dev.weir.slm.template;

import dev.weir.slm.builtin.Filters;
import dev.weir.slm.builtin.Lookup;
import dev.weir.slm.builtin.Slicing;
import dev.weir.slm.builtin.Tests;
import dev.weir.slm.template.Expression.Given;
import dev.weir.slm.value.Arguments;
import dev.weir.slm.value.Arithmetic;
import dev.weir.slm.value.Callable;
import dev.weir.slm.value.Comparing;
import dev.weir.slm.value.Dict;
import dev.weir.slm.value.Numbers;
import dev.weir.slm.value.Printing;
import dev.weir.slm.value.Refusing;
import dev.weir.slm.value.Sequence;
import dev.weir.slm.value.Text;
import dev.weir.slm.value.TextBuilder;
import dev.weir.slm.value.Value;
import dev.weir.slm.value.ValueException;
import dev.weir.slm.value.Walking;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Computes what an expression is worth. */
final class Evaluator {

    private final Interpreter interpreter;
    private final Budget budget;

    Evaluator(Interpreter interpreter, Budget budget) {
        this.interpreter = interpreter;
        this.budget = budget;
    }

    Value evaluate(Expression expression, Scope scope) {
        budget.enter();
        Value value = dispatch(expression, scope);
        budget.leave();
        return value;
    }

    boolean isTrue(Expression expression, Scope scope) {
        return Comparing.isTrue(evaluate(expression, scope));
    }

    private Value dispatch(Expression expression, Scope scope) {
        return switch (expression) {
            case Expression.Literal(Value value) -> value;
            case Expression.Name(String name) -> scope.get(name);
            case Expression.ListOf(List<Expression> items) -> Sequence.list(all(items, scope));
            case Expression.TupleOf(List<Expression> items) -> Sequence.of(Sequence.Kind.TUPLE, all(items, scope));
            case Expression.DictOf(List<Expression.Pair> pairs) -> dict(pairs, scope);
            case Expression.Negative(Expression operand) -> Arithmetic.negated(evaluate(operand, scope));
            case Expression.Positive(Expression operand) -> number(evaluate(operand, scope));
            case Expression.Calculation calculation -> calculated(calculation, scope);
            case Expression.Concatenation(List<Expression> parts) -> concatenated(parts, scope);
            case Expression.Comparison comparison -> Value.of(holds(comparison, scope));
            case Expression.Both(Expression left, Expression right) -> shortcut(left, right, false, scope);
            case Expression.Either(Expression left, Expression right) -> shortcut(left, right, true, scope);
            case Expression.Negation(Expression operand) -> Value.of(!isTrue(operand, scope));
            case Expression.Conditional conditional -> chosen(conditional, scope);
            case Expression.Attribute(Expression target, String name) ->
                Lookup.attribute(evaluate(target, scope), name);
            case Expression.Item(Expression target, Expression key) -> item(target, key, scope);
            case Expression.Slice slice -> sliced(slice, scope);
            case Expression.Call(Expression callee, Given given) -> called(callee, given, scope);
            case Expression.Filtered filtered -> filtered(filtered, scope);
            case Expression.Tested tested -> Value.of(passes(tested, scope));
            case Expression.Captured(List<Statement> body) -> interpreter.captured(body, scope.inner());
        };
    }

    private List<Value> all(List<Expression> expressions, Scope scope) {
        List<Value> values = new ArrayList<>();
        expressions.forEach(expression -> values.add(evaluate(expression, scope)));
        return values;
    }

    private Value dict(List<Expression.Pair> pairs, Scope scope) {
        List<Dict.Entry> entries = new ArrayList<>();
        for (Expression.Pair pair : pairs) {
            Value key = evaluate(pair.key(), scope);
            budget.walk(key);
            entries.add(new Dict.Entry(key, evaluate(pair.value(), scope)));
        }
        return new Dict(entries);
    }

    private static Value number(Value value) {
        Refusing.undefined(value);
        return Numbers.isNumber(value) && !(value instanceof Value.Truth)
                ? value
                : new Value.Whole(Numbers.whole(value));
    }

    private Value calculated(Expression.Calculation calculation, Scope scope) {
        Value left = evaluate(calculation.left(), scope);
        Value right = evaluate(calculation.right(), scope);
        return skimmed(calculation.operator().apply(left, right));
    }

    private Value concatenated(List<Expression> parts, Scope scope) {
        TextBuilder out = new TextBuilder();
        all(parts, scope).forEach(part -> out.append(Printing.text(part)));
        return skimmed(out.toText());
    }

    private boolean holds(Expression.Comparison comparison, Scope scope) {
        Value left = evaluate(comparison.first(), scope);
        for (Expression.Step step : comparison.steps()) {
            Value right = evaluate(step.operand(), scope);
            payForComparing(left, right);
            if (step.operator().equals("in") || step.operator().equals("not in")) {
                budget.search(right, left);
            }
            if (!Tests.compare(step.operator(), left, right)) {
                return false;
            }
            left = right;
        }
        return true;
    }

    private void payForComparing(Value left, Value right) {
        boolean isDeep = left.depth() > 0 && right.depth() > 0;
        if (isDeep) {
            budget.walk(left);
            budget.walk(right);
        } else {
            budget.skim(left);
            budget.skim(right);
        }
    }

    /** Python's {@code and} and {@code or} are worth the operand that decides. */
    private Value shortcut(Expression left, Expression right, boolean decides, Scope scope) {
        Value first = evaluate(left, scope);
        return Comparing.isTrue(first) == decides ? first : evaluate(right, scope);
    }

    private Value chosen(Expression.Conditional conditional, Scope scope) {
        if (isTrue(conditional.test(), scope)) {
            return evaluate(conditional.then(), scope);
        }
        Expression otherwise = conditional.otherwise();
        return otherwise == null
                ? new Value.Undefined("the inline if evaluated to false and no else was given")
                : evaluate(otherwise, scope);
    }

    private Value item(Expression target, Expression key, Scope scope) {
        Value container = evaluate(target, scope);
        if (container instanceof Text) {
            budget.skim(container);
        }
        Value wanted = evaluate(key, scope);
        budget.walk(wanted);
        return Lookup.item(container, wanted);
    }

    private Value sliced(Expression.Slice slice, Scope scope) {
        Value target = evaluate(slice.target(), scope);
        budget.skim(target);
        Value start = evaluate(slice.start(), scope);
        Value stop = evaluate(slice.stop(), scope);
        return Slicing.slice(target, start, stop, evaluate(slice.step(), scope));
    }

    private Value called(Expression callee, Given given, Scope scope) {
        if (!(callee instanceof Expression.Attribute(Expression owner, String name))) {
            return called(evaluate(callee, scope), arguments(given, scope));
        }
        Value receiver = evaluate(owner, scope);
        Value method = Lookup.attribute(receiver, name);
        Arguments arguments = arguments(given, scope);
        budget.skim(receiver);
        arguments.all().forEach(argument -> budget.search(receiver, argument));
        return called(method, arguments);
    }

    private Value called(Value function, Arguments arguments) {
        Refusing.undefined(function);
        if (!(function instanceof Callable callable)) {
            throw new ValueException("a '" + Printing.typeName(function) + "' cannot be called");
        }
        return skimmed(callable.call(arguments));
    }

    private Value filtered(Expression.Filtered filtered, Scope scope) {
        Value input = evaluate(filtered.input(), scope);
        Arguments arguments = arguments(filtered.given(), scope);
        if (Filters.isDeep(filtered.filter(), arguments)) {
            budget.walk(input);
        } else {
            budget.skim(input);
        }
        arguments.all().forEach(argument -> budget.search(input, argument));
        return skimmed(Filters.apply(filtered.filter(), input, arguments));
    }

    private boolean passes(Expression.Tested tested, Scope scope) {
        Value subject = evaluate(tested.subject(), scope);
        Arguments arguments = arguments(tested.given(), scope);
        if (Tests.PRINTING.contains(tested.test())) {
            budget.walk(subject);
        }
        for (Value argument : arguments.all()) {
            payForComparing(subject, argument);
            budget.search(argument, subject);
        }
        return Tests.apply(tested.test(), subject, arguments);
    }

    private Value skimmed(Value value) {
        budget.skim(value);
        return value;
    }

    private Arguments arguments(Given given, Scope scope) {
        List<Value> positional = all(given.positional(), scope);
        Map<String, Value> named = new LinkedHashMap<>();
        given.named().forEach((name, expression) -> named.put(name, evaluate(expression, scope)));
        if (given.spreadList() != null) {
            positional.addAll(Walking.items(evaluate(given.spreadList(), scope)));
        }
        if (given.spreadDict() != null) {
            spread(evaluate(given.spreadDict(), scope), named);
        }
        return new Arguments(positional, named);
    }

    private static void spread(Value value, Map<String, Value> named) {
        if (!(value instanceof Dict dict)) {
            throw new ValueException("only a dict can be spread into named arguments");
        }
        for (Dict.Entry entry : dict.entries()) {
            if (named.putIfAbsent(Printing.text(entry.key()).string(), entry.value()) != null) {
                throw new ValueException("got the same argument twice");
            }
        }
    }
}
