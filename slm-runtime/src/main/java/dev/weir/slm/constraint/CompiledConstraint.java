package dev.weir.slm.constraint;

import dev.weir.slm.Constraint;
import dev.weir.slm.SlmException;
import dev.weir.slm.automaton.Automaton;
import dev.weir.slm.automaton.Network;
import dev.weir.slm.automaton.TokenSet;
import dev.weir.slm.automaton.TokenVocabulary;
import dev.weir.slm.regex.Regex;
import dev.weir.slm.regex.RegexNetwork;
import dev.weir.slm.regex.RegexParser;
import dev.weir.slm.schema.JsonNetwork;
import dev.weir.slm.schema.SchemaNetwork;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** A constraint made ready for one vocabulary. Safe for any number of threads. */
public final class CompiledConstraint {

    private final TokenVocabulary vocabulary;
    private final Automaton automaton;
    private volatile @Nullable TokenSet first;

    private CompiledConstraint(TokenVocabulary vocabulary, Automaton automaton) {
        this.vocabulary = vocabulary;
        this.automaton = automaton;
    }

    /**
     * Makes a constraint ready.
     *
     * @throws SlmException.Unsupported naming what in it cannot be enforced, and where
     */
    public static CompiledConstraint compile(Constraint constraint, TokenVocabulary vocabulary) {
        return compile(vocabulary, network -> rule(constraint, network));
    }

    /**
     * Makes text or calls of tools ready.
     *
     * @throws SlmException.Unsupported naming what in it cannot be enforced, and where
     */
    static CompiledConstraint compile(ToolConstraint calls, TokenVocabulary vocabulary) {
        return compile(vocabulary, network -> ToolNetwork.write(calls, network));
    }

    private static CompiledConstraint compile(TokenVocabulary vocabulary, ToIntFunction<Network> writing) {
        Network network = new Network(vocabulary.writable());
        return network.automaton(writing.applyAsInt(network))
                .map(automaton -> new CompiledConstraint(vocabulary, automaton))
                .orElseThrow(() -> new SlmException.Unsupported(
                        "no text that the model can write satisfies the constraint, so it cannot be enforced"));
    }

    static int rule(Constraint constraint, Network network) {
        return switch (constraint) {
            case Constraint.Choices choices -> {
                int rule = network.rule();
                for (String text : choices.texts()) {
                    network.nothing(network.text(network.first(rule), text), network.last(rule));
                }
                yield rule;
            }
            case Constraint.Regex(String pattern) -> {
                int rule = network.rule();
                int[] fromTo = {network.first(rule), network.last(rule)};
                Regex regex = RegexParser.parse(pattern);
                RegexNetwork.write(regex, 0, RegexNetwork.UNBOUNDED, network, network::character, fromTo);
                yield rule;
            }
            case Constraint.JsonObject() -> new JsonNetwork(network).object();
            case Constraint.JsonSchema(String schema) -> SchemaNetwork.write(schema, network);
        };
    }

    /**
     * Where a text has not begun.
     *
     * @param beginsText whether the generation begins a text, or goes on with one; at a beginning some tokenizers drop
     *     a space
     */
    public Cursor begin(boolean beginsText) {
        return new Cursor(this, automaton.begin(), beginsText && vocabulary.firstDiffers());
    }

    TokenVocabulary vocabulary() {
        return vocabulary;
    }

    TokenSet allowedFirst() {
        TokenSet known = first;
        if (known == null) {
            known = vocabulary.allowedFirst(automaton.begin());
            first = known;
        }
        return known;
    }
}
