package dev.weir.slm.template;

import dev.weir.slm.builtin.Functions;
import dev.weir.slm.value.Text;
import dev.weir.slm.value.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A template that has been read; any number of threads may render it. */
public final class Template {

    private final List<Statement> statements;

    private Template(List<Statement> statements) {
        this.statements = statements;
    }

    /** Reads a template; an unknown tag, filter or test is refused here, even in a branch that is never taken. */
    public static Template read(String source) {
        return new Template(Parser.statements(source));
    }

    /** The text, and which of it came from the conversation. Values are never read as template code. */
    public Text render(Map<String, Value> variables) {
        Map<String, Value> all = new HashMap<>(Functions.BY_NAME);
        all.putAll(variables);
        return new Interpreter().captured(statements, Scope.global(all).inner());
    }
}
