package dev.weir.slm.template;

import dev.weir.slm.template.Expression.Captured;
import dev.weir.slm.template.Statement.Branch;
import dev.weir.slm.template.Statement.Parameter;
import dev.weir.slm.template.Statement.Target;
import dev.weir.slm.template.Token.Kind;
import dev.weir.slm.value.Text;
import dev.weir.slm.value.ValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads statements: the tags of a template and the text between them. */
final class Parser {

    private static final int DEEPEST = 50;
    private static final Set<String> RESERVED = Set.of("true", "True", "false", "False", "none", "None", "loop");

    private final TokenStream tokens;
    private final ExpressionParser expressions;
    private int depth;
    private int loops;

    private Parser(TokenStream tokens) {
        this.tokens = tokens;
        this.expressions = new ExpressionParser(tokens);
    }

    static List<Statement> statements(String source) {
        Parser parser = new Parser(new TokenStream(Lexer.tokens(source)));
        List<Statement> statements = parser.template();
        if (!parser.tokens.current().is(Kind.END)) {
            throw parser.tokens.failure("unexpected " + parser.tokens.current().described());
        }
        return statements;
    }

    private List<Statement> template() {
        try {
            return statementsUntil(Set.of());
        } catch (ValueException refused) {
            throw tokens.failure(refused.complaint());
        }
    }

    /** The statements before one of the tags named; the stream then stands at that name. */
    private List<Statement> statementsUntil(Set<String> endings) {
        if (++depth > DEEPEST) {
            throw tokens.failure("blocks nested more than " + DEEPEST + " deep");
        }
        List<Statement> statements = new ArrayList<>();
        while (!tokens.current().is(Kind.END)) {
            Token token = tokens.next();
            if (token.is(Kind.TEXT)) {
                statements.add(new Statement.Written(token.line(), Text.literal(token.text())));
            } else if (token.is(Kind.OUTPUT_BEGIN)) {
                statements.add(new Statement.Output(token.line(), expressions.expressions()));
                tokens.expect(Kind.OUTPUT_END, "the end of the output");
            } else if (tokens.current().is(Kind.NAME)
                    && endings.contains(tokens.current().text())) {
                break;
            } else {
                statements.add(tag(token.line()));
                tokens.expect(Kind.BLOCK_END, "the end of the tag");
            }
        }
        depth--;
        return List.copyOf(statements);
    }

    /** The body of a block, from the end of its opening tag to the name of the tag that ends it. */
    private List<Statement> body(String... endings) {
        tokens.skipOperator(":");
        tokens.expect(Kind.BLOCK_END, "the end of the tag");
        List<Statement> body = statementsUntil(Set.of(endings));
        if (tokens.current().is(Kind.END)) {
            throw tokens.failure("the template ends before '" + endings[endings.length - 1] + "'");
        }
        return body;
    }

    /** A body in which break and continue do not reach the loops around it. */
    private List<Statement> separateBody(String ending) {
        int outerLoops = loops;
        loops = 0;
        List<Statement> body = body(ending);
        loops = outerLoops;
        tokens.expectName(ending);
        return body;
    }

    private Statement tag(int line) {
        String name = tokens.expect(Kind.NAME, "the name of a tag").text();
        return switch (name) {
            case "if" -> ifTag(line);
            case "for" -> forTag(line);
            case "set" -> setTag(line);
            case "with" -> withTag(line);
            case "macro" -> macroTag(line);
            case "generation" -> new Statement.Output(line, new Captured(separateBody("endgeneration")));
            case "filter" -> filterTag(line);
            case "break" -> inLoop(new Statement.Break(line), name);
            case "continue" -> inLoop(new Statement.Continue(line), name);
            default -> throw new TemplateException(line, "the tag '" + name + "' is not available here");
        };
    }

    private Statement inLoop(Statement statement, String name) {
        if (loops == 0) {
            throw tokens.failure("'" + name + "' outside a loop");
        }
        return statement;
    }

    private Statement ifTag(int line) {
        List<Branch> branches = new ArrayList<>();
        List<Statement> otherwise = List.of();
        do {
            Expression test = expressions.expressionsWithoutCondition();
            branches.add(new Branch(test, body("elif", "else", "endif")));
        } while (tokens.skipName("elif"));
        if (tokens.skipName("else")) {
            otherwise = body("endif");
        }
        tokens.expectName("endif");
        return new Statement.If(line, List.copyOf(branches), otherwise);
    }

    private Statement forTag(int line) {
        Target target = target(false);
        tokens.expectName("in");
        Expression items = expressions.expressionsWithoutCondition();
        Expression filter = tokens.skipName("if") ? expressions.expression() : null;
        if (tokens.current().isName("recursive")) {
            throw tokens.failure("recursive loops are not available");
        }
        loops++;
        List<Statement> body = body("else", "endfor");
        loops--;
        List<Statement> otherwise = tokens.skipName("else") ? body("endfor") : List.of();
        tokens.expectName("endfor");
        return new Statement.For(line, target, items, filter, body, otherwise);
    }

    private Statement setTag(int line) {
        Target target = target(true);
        if (tokens.skipOperator("=")) {
            return new Statement.Set(line, target, expressions.expressions());
        }
        FilterChain filters = new FilterChain(tokens, expressions.operands());
        filters.readAfterBars();
        return new Statement.Set(line, target, filters.around(new Captured(separateBody("endset"))));
    }

    private Statement filterTag(int line) {
        FilterChain filters = new FilterChain(tokens, expressions.operands());
        filters.readFirst();
        return new Statement.Output(line, filters.around(new Captured(separateBody("endfilter"))));
    }

    private Statement withTag(int line) {
        List<Statement.Set> variables = new ArrayList<>();
        while (!tokens.current().is(Kind.BLOCK_END)) {
            Target target = target(false);
            tokens.expectOperator("=");
            variables.add(new Statement.Set(line, target, expressions.expression()));
            if (!tokens.current().is(Kind.BLOCK_END)) {
                tokens.expectOperator(",");
            }
        }
        List<Statement> body = body("endwith");
        tokens.expectName("endwith");
        return new Statement.With(line, List.copyOf(variables), body);
    }

    private Statement macroTag(int line) {
        String name = tokens.expect(Kind.NAME, "the name of the macro").text();
        tokens.expectOperator("(");
        List<Parameter> parameters = new ArrayList<>();
        while (!tokens.skipOperator(")")) {
            String parameter = variable(tokens.expect(Kind.NAME, "a parameter").text());
            Expression otherwise = tokens.skipOperator("=") ? expressions.expression() : null;
            if (otherwise == null
                    && !parameters.isEmpty()
                    && parameters.getLast().otherwise() != null) {
                throw tokens.failure("the parameter '" + parameter + "' needs a default, as those before it");
            }
            parameters.add(new Parameter(parameter, otherwise));
            if (!tokens.current().isOperator(")")) {
                tokens.expectOperator(",");
            }
        }
        List<Statement> body = separateBody("endmacro");
        return new Statement.MacroDefinition(line, name, List.copyOf(parameters), body);
    }

    private Target target(boolean allowsNamespace) {
        Target first = oneTarget(allowsNamespace);
        if (!tokens.current().isOperator(",")) {
            return first;
        }
        List<Target> targets = new ArrayList<>(List.of(first));
        while (tokens.skipOperator(",")) {
            if (!tokens.current().is(Kind.NAME) && !tokens.current().isOperator("(")) {
                break;
            }
            targets.add(oneTarget(allowsNamespace));
        }
        return new Target.Several(List.copyOf(targets));
    }

    private Target oneTarget(boolean allowsNamespace) {
        if (tokens.skipOperator("(")) {
            Target inner = target(allowsNamespace);
            tokens.expectOperator(")");
            return inner;
        }
        String name = variable(tokens.expect(Kind.NAME, "a variable").text());
        return allowsNamespace && tokens.skipOperator(".")
                ? new Target.NamespaceAttribute(
                        name, tokens.expect(Kind.NAME, "an attribute").text())
                : new Target.Variable(name);
    }

    private String variable(String name) {
        if (RESERVED.contains(name)) {
            throw tokens.failure("'" + name + "' cannot be assigned to");
        }
        return name;
    }
}
