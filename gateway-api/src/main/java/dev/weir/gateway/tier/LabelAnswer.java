package dev.weir.gateway.tier;

import dev.weir.gateway.routing.Draft;
import dev.weir.gateway.routing.Prompt;
import dev.weir.gateway.routing.TokenLogProbability;
import dev.weir.gateway.routing.TokenLogProbability.Alternative;
import dev.weir.gateway.routing.ToolCall;
import dev.weir.slm.Classification;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.ObjectMapper;

/** Writes a label in the form that was asked for. */
final class LabelAnswer {

    private final Classification classification;
    private final int label;
    private final LabelForm form;
    private final ObjectMapper json;

    /** @param label its index */
    LabelAnswer(Classification classification, int label, LabelForm form, ObjectMapper json) {
        this.classification = classification;
        this.label = label;
        this.form = form;
        this.json = json;
    }

    /** All that is written: the text, or the arguments of a call. */
    String text() {
        return form.before(json) + spelled(label) + form.after();
    }

    /** The same label for each of the choices: it would be no other however often it were asked for. */
    List<Draft.Choice> choices(Prompt prompt) {
        int count = prompt.settings().choices();
        String function = form.function();
        if (function != null) {
            return IntStream.range(0, count)
                    .mapToObj(choice -> new ToolCall(CallIds.of(prompt.requestId(), choice, 0), function, text()))
                    .map(call -> new Draft.Choice("", List.of(call), List.of(), Draft.Finish.CALLS))
                    .toList();
        }
        String text = beforeStops(prompt.settings().stops());
        Integer alternatives = prompt.settings().topLogProbabilities();
        List<TokenLogProbability> tokens = alternatives == null ? List.of() : tokensOf(text, alternatives);
        Draft.Choice choice = new Draft.Choice(text, List.of(), tokens, Draft.Finish.STOP);
        return Stream.generate(() -> choice).limit(count).toList();
    }

    private String beforeStops(List<String> stops) {
        String text = text();
        int end = stops.stream()
                .mapToInt(text::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(text.length());
        return text.substring(0, end);
    }

    /** The label is one token of this model; what the form puts around it is certain. */
    private List<TokenLogProbability> tokensOf(String text, int alternatives) {
        TokenTrail trail = new TokenTrail();
        trail.add(certain(form.before(json)));
        trail.add(new TokenLogProbability(
                TokenBytes.token(spelled(label)), logProbability(label), mostProbable(alternatives)));
        trail.add(certain(form.after()));
        List<TokenLogProbability> tokens = new ArrayList<>(trail.said(text));
        tokens.addAll(trail.rest());
        return tokens;
    }

    private static TokenLogProbability certain(String text) {
        return new TokenLogProbability(TokenBytes.token(text), 0, List.of());
    }

    private List<Alternative> mostProbable(int count) {
        return IntStream.range(0, classification.labels().size())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer index) -> -classification.logit(index)))
                .limit(count)
                .map(index -> new Alternative(TokenBytes.token(spelled(index)), logProbability(index)))
                .toList();
    }

    private double logProbability(int index) {
        return Math.min(0, classification.logit(index) - classification.energy());
    }

    private String spelled(int index) {
        return form.spelled(classification.labels().get(index), json);
    }
}
