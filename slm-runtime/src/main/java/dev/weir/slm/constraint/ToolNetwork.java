package dev.weir.slm.constraint;

import dev.weir.slm.Constraint;
import dev.weir.slm.SlmException;
import dev.weir.slm.Tool;
import dev.weir.slm.automaton.CodePoints;
import dev.weir.slm.automaton.Network;
import dev.weir.slm.schema.JsonNetwork;
import dev.weir.slm.schema.SchemaNetwork;
import dev.weir.slm.tool.ToolFormat;
import dev.weir.slm.tool.ToolMarker;

/** Writes calls of tools in a model's own form, and the text that may stand in their place or before them. */
final class ToolNetwork {

    private static final CodePoints TEXT =
            CodePoints.range(ToolMarker.FIRST, ToolMarker.LAST).not();
    private static final String NO_PARAMETERS =
            "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}";

    private final ToolConstraint constraint;
    private final ToolFormat format;
    private final Network network;
    private final JsonNetwork json;

    private ToolNetwork(ToolConstraint constraint, Network network) {
        this.constraint = constraint;
        this.format = constraint.format();
        this.network = network;
        this.json = new JsonNetwork(network);
    }

    /**
     * Writes it; gives its rule.
     *
     * @throws SlmException.Unsupported naming the tool or the constraint that cannot be enforced
     */
    static int write(ToolConstraint constraint, Network network) {
        int rule = network.rule();
        new ToolNetwork(constraint, network).write(network.first(rule), network.last(rule));
        return rule;
    }

    private void write(int first, int last) {
        int opened = network.node();
        Constraint text = constraint.text();
        if (constraint.use().required()) {
            network.nothing(form(first, format.opening()), opened);
        } else if (text == null) {
            freeText(first, opened, last);
        } else {
            either(text, first, opened, last);
        }
        calls(form(opened, format.begin().substring(format.opening().length())), last);
    }

    private void either(Constraint text, int first, int opened, int last) {
        if (!format.anywhere()) {
            throw new SlmException.Unsupported("this model's calls of tools look like JSON, so that an answer that is"
                    + " held to a form cannot be told from one; text or a call can, or a call that is required");
        }
        network.call(first, CompiledConstraint.rule(text, network), last);
        network.nothing(form(first, format.opening()), opened);
    }

    /**
     * Any text, up to where the opening has been written. Each node says how much of the opening the text ends with, as in
     * the algorithm of Knuth, Morris and Pratt.
     */
    private void freeText(int first, int opened, int last) {
        String opening = format.opening();
        int[] nodes = new int[opening.length() + 1];
        for (int i = 0; i < opening.length(); i++) {
            nodes[i] = i == 0 ? first : network.node();
            network.nothing(nodes[i], last);
        }
        nodes[opening.length()] = opened;
        int elsewhere = format.anywhere() ? first : plainText(last);
        for (int i = 0; i < opening.length(); i++) {
            CodePoints others = TEXT;
            for (char next : opening.chars().distinct().mapToObj(c -> (char) c).toList()) {
                others = others.and(CodePoints.range(next, next).not());
                int matched = format.anywhere() ? matched(opening.substring(0, i) + next) : i + 1;
                boolean goesOn = format.anywhere() ? matched > 0 : next == opening.charAt(i);
                character(nodes[i], next, goesOn ? nodes[matched] : elsewhere);
            }
            network.character(nodes[i], others, elsewhere);
        }
    }

    private int plainText(int last) {
        int node = network.node();
        network.character(node, TEXT, node);
        network.nothing(node, last);
        return node;
    }

    /** How many characters of the opening the text ends with. */
    private int matched(String text) {
        int length = text.length();
        while (!format.opening().startsWith(text.substring(text.length() - length))) {
            length--;
        }
        return length;
    }

    private void calls(int name, int last) {
        int behind = network.node();
        for (Tool tool : constraint.use().tools()) {
            if (constraint.use().callable().contains(tool.name())) {
                int arguments = form(form(name, tool.name()), format.beforeArguments());
                int written = network.node();
                network.call(arguments, parameters(tool), written);
                network.nothing(form(written, format.afterArguments()), behind);
            }
        }
        network.nothing(form(behind, format.end()), last);
        if (constraint.use().parallel() && !format.between().isEmpty()) {
            network.nothing(form(behind, format.between()), name);
        }
    }

    private int parameters(Tool tool) {
        String schema = tool.parameters();
        try {
            return SchemaNetwork.writeObject(schema == null ? NO_PARAMETERS : schema, json);
        } catch (SlmException.Unsupported e) {
            throw new SlmException.Unsupported("parameters of the tool " + tool.name() + ": " + e.getMessage());
        }
    }

    /** Writes text in which special tokens may stand; gives the node after it. */
    private int form(int from, String text) {
        int at = from;
        for (int i = 0; i < text.length(); i++) {
            int to = network.node();
            character(at, text.charAt(i), to);
            at = to;
        }
        return at;
    }

    private void character(int from, char character, int to) {
        if (ToolMarker.isMarker(character)) {
            int mark = ToolMarker.byteOf(character);
            network.oneByte(from, mark, mark, to);
        } else {
            network.character(from, CodePoints.range(character, character), to);
        }
    }
}
