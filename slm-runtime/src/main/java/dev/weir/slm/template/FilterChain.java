package dev.weir.slm.template;

import dev.weir.slm.template.Expression.Filtered;
import dev.weir.slm.template.Expression.Literal;
import dev.weir.slm.value.Text;
import java.util.ArrayList;
import java.util.List;

/** Filters that are written before the block whose output they take. */
final class FilterChain {

    private static final Expression PLACEHOLDER = new Literal(Text.EMPTY);

    private final TokenStream tokens;
    private final OperandParser operands;
    private final List<Filtered> filters = new ArrayList<>();

    FilterChain(TokenStream tokens, OperandParser operands) {
        this.tokens = tokens;
        this.operands = operands;
    }

    /** As in {@code filter upper | trim}: the first has no bar before it. */
    void readFirst() {
        read();
        readAfterBars();
    }

    void readAfterBars() {
        while (tokens.skipOperator("|")) {
            read();
        }
    }

    Expression around(Expression input) {
        Expression filtered = input;
        for (Filtered filter : filters) {
            filtered = new Filtered(filtered, filter.filter(), filter.given());
        }
        return filtered;
    }

    private void read() {
        if (operands.filter(PLACEHOLDER) instanceof Filtered filtered) {
            filters.add(filtered);
        }
    }
}
