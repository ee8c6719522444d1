package dev.weir.slm.template;

import dev.weir.slm.value.Text;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is carried out, in order, to render a template. */
sealed interface Statement {

    /** The line it begins on. */
    int line();

    record Written(int line, Text text) implements Statement {}

    record Output(int line, Expression expression) implements Statement {}

    record If(int line, List<Branch> branches, List<Statement> otherwise) implements Statement {}

    record For(
            int line,
            Target target,
            Expression items,
            @Nullable Expression filter,
            List<Statement> body,
            List<Statement> otherwise)
            implements Statement {}

    record Set(int line, Target target, Expression expression) implements Statement {}

    record With(int line, List<Set> variables, List<Statement> body) implements Statement {}

    record MacroDefinition(int line, String name, List<Parameter> parameters, List<Statement> body)
            implements Statement {}

    record Break(int line) implements Statement {}

    record Continue(int line) implements Statement {}

    record Branch(Expression test, List<Statement> body) {}

    record Parameter(String name, @Nullable Expression otherwise) {}

    /** What can be assigned to. */
    sealed interface Target {

        record Variable(String name) implements Target {}

        record NamespaceAttribute(String namespace, String attribute) implements Target {}

        record Several(List<Target> targets) implements Target {}
    }
}
