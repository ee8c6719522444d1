package dev.weir.slm.template;

import dev.weir.slm.template.Statement.Parameter;
import dev.weir.slm.template.Statement.Target;
import dev.weir.slm.value.Arguments;
import dev.weir.slm.value.Callable;
import dev.weir.slm.value.Namespace;
import dev.weir.slm.value.Printing;
import dev.weir.slm.value.Text;
import dev.weir.slm.value.TextBuilder;
import dev.weir.slm.value.Value;
import dev.weir.slm.value.ValueException;
import dev.weir.slm.value.Walking;
import java.util.ArrayList;
import java.util.List;

/** Carries out statements; belongs to one render. */
final class Interpreter {

    /** How a list of statements ended. */
    private enum End {
        REACHED,
        BREAK,
        CONTINUE
    }

    private final Budget budget = new Budget();
    private final Evaluator evaluator = new Evaluator(this, budget);

    Text captured(List<Statement> body, Scope scope) {
        TextBuilder out = new TextBuilder();
        run(body, scope, out);
        return out.toText();
    }

    private End run(List<Statement> body, Scope scope, TextBuilder out) {
        for (Statement statement : body) {
            End end = runLocated(statement, scope, out);
            if (end != End.REACHED) {
                return end;
            }
        }
        return End.REACHED;
    }

    private End runLocated(Statement statement, Scope scope, TextBuilder out) {
        try {
            budget.enter();
            End end = run(statement, scope, out);
            budget.leave();
            return end;
        } catch (ValueException refused) {
            throw new TemplateException(statement.line(), refused.complaint());
        }
    }

    private End run(Statement statement, Scope scope, TextBuilder out) {
        return switch (statement) {
            case Statement.Written(int _, Text text) -> write(text, out);
            case Statement.Output(int _, Expression expression) ->
                write(Printing.text(evaluator.evaluate(expression, scope)), out);
            case Statement.If choice -> runIf(choice, scope, out);
            case Statement.For loop -> runFor(loop, scope, out);
            case Statement.Set(int _, Target target, Expression expression) ->
                assign(target, evaluator.evaluate(expression, scope), scope);
            case Statement.With with -> runWith(with, scope, out);
            case Statement.MacroDefinition macro -> define(macro, scope);
            case Statement.Break _ -> End.BREAK;
            case Statement.Continue _ -> End.CONTINUE;
        };
    }

    private End write(Text text, TextBuilder out) {
        budget.skim(text);
        out.append(text);
        return End.REACHED;
    }

    private End runIf(Statement.If choice, Scope scope, TextBuilder out) {
        for (Statement.Branch branch : choice.branches()) {
            if (evaluator.isTrue(branch.test(), scope)) {
                return run(branch.body(), scope, out);
            }
        }
        return run(choice.otherwise(), scope, out);
    }

    private End runFor(Statement.For statement, Scope scope, TextBuilder out) {
        List<Value> items = chosen(statement, scope);
        Loop loop = new Loop(items);
        boolean isAnyComplete = false;
        for (int i = 0; i < items.size(); i++) {
            loop.moveTo(i);
            Scope inner = scope.inner();
            inner.set("loop", loop);
            assign(statement.target(), items.get(i), inner);
            End end = run(statement.body(), inner, out);
            isAnyComplete |= end == End.REACHED;
            if (end == End.BREAK) {
                break;
            }
        }
        // Jinja's else also runs when break or continue cut every iteration short.
        return !isAnyComplete ? run(statement.otherwise(), scope.inner(), out) : End.REACHED;
    }

    private List<Value> chosen(Statement.For statement, Scope scope) {
        Value walked = evaluator.evaluate(statement.items(), scope);
        budget.skim(walked);
        List<Value> items = Walking.items(walked);
        Expression filter = statement.filter();
        if (filter == null) {
            return items;
        }
        List<Value> chosen = new ArrayList<>();
        for (Value item : items) {
            Scope inner = scope.inner();
            assign(statement.target(), item, inner);
            if (evaluator.isTrue(filter, inner)) {
                chosen.add(item);
            }
        }
        return chosen;
    }

    private End runWith(Statement.With with, Scope scope, TextBuilder out) {
        Scope inner = scope.inner();
        for (Statement.Set variable : with.variables()) {
            assign(variable.target(), evaluator.evaluate(variable.expression(), scope), inner);
        }
        return run(with.body(), inner, out);
    }

    private static End assign(Target target, Value value, Scope scope) {
        switch (target) {
            case Target.Variable(String name) -> scope.set(name, value);
            case Target.NamespaceAttribute(String name, String attribute) -> {
                if (!(scope.get(name) instanceof Namespace namespace)) {
                    throw new ValueException("'" + name + "' is not a namespace");
                }
                namespace.set(attribute, value);
            }
            case Target.Several(List<Target> targets) -> unpack(targets, Walking.items(value), scope);
        }
        return End.REACHED;
    }

    private static void unpack(List<Target> targets, List<Value> values, Scope scope) {
        if (targets.size() != values.size()) {
            throw new ValueException(values.size() + " values for " + targets.size() + " variables");
        }
        for (int i = 0; i < targets.size(); i++) {
            assign(targets.get(i), values.get(i), scope);
        }
    }

    private End define(Statement.MacroDefinition macro, Scope scope) {
        Callable callable = given -> call(macro, given, scope);
        scope.set(macro.name(), callable);
        return End.REACHED;
    }

    private Value call(Statement.MacroDefinition macro, Arguments arguments, Scope scope) {
        String[] names = macro.parameters().stream().map(Parameter::name).toArray(String[]::new);
        Arguments.Bound given = arguments.bind(names);
        Scope inner = scope.inner();
        for (Parameter parameter : macro.parameters()) {
            inner.set(parameter.name(), argument(parameter, given, inner));
        }
        return captured(macro.body(), inner);
    }

    private Value argument(Parameter parameter, Arguments.Bound given, Scope inner) {
        Expression otherwise = parameter.otherwise();
        if (given.has(parameter.name())) {
            return given.required(parameter.name());
        }
        return otherwise == null
                ? new Value.Undefined("parameter '" + parameter.name() + "' was not provided")
                : evaluator.evaluate(otherwise, inner);
    }
}
