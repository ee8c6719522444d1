package dev.weir.gateway.tier;

import dev.weir.gateway.routing.Question;
import dev.weir.gateway.routing.Question.Option;
import java.util.List;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI's answer object for one question, without the question's name. */
final class DecisionAnswer {

    private final ObjectMapper json;

    DecisionAnswer(ObjectMapper json) {
        this.json = json;
    }

    /**
     * The answer that the probabilities make.
     *
     * @param probabilities of the question's options, in their order
     * @param confidence that the most probable option is right
     */
    ObjectNode of(Question question, double[] probabilities, double confidence) {
        return switch (question) {
            case Question.Predicate _ ->
                json.createObjectNode().put("type", "predicate").put("probability", probabilities[0]);
            case Question.Choice choice -> choice(choice.options(), probabilities, confidence);
            case Question.Score score -> score(score.options(), probabilities, confidence);
        };
    }

    /** The index of the most probable option; of equals, the first. */
    static int best(double[] probabilities) {
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            best = probabilities[i] > probabilities[best] ? i : best;
        }
        return best;
    }

    /** From logarithms of probabilities, up to a common term, to probabilities that add up to one. */
    static double[] normalised(double[] logarithms) {
        double most = Double.NEGATIVE_INFINITY;
        for (double logarithm : logarithms) {
            most = Math.max(most, logarithm);
        }
        double[] probabilities = new double[logarithms.length];
        double sum = 0;
        for (int i = 0; i < logarithms.length; i++) {
            probabilities[i] = Math.exp(logarithms[i] - most);
            sum += probabilities[i];
        }
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] /= sum;
        }
        return probabilities;
    }

    private ObjectNode choice(List<Option> options, double[] probabilities, double confidence) {
        ObjectNode answer = json.createObjectNode().put("type", "choice");
        putValue(answer, "choice", options.get(best(probabilities)));
        answer.put("confidence", confidence);
        ArrayNode listed = answer.putArray("probabilities");
        for (int i = 0; i < probabilities.length; i++) {
            ObjectNode one = listed.addObject();
            putValue(one, "value", options.get(i));
            one.put("probability", probabilities[i]);
        }
        return answer;
    }

    /** A level's value is its place, the lowest being 0; the score is their mean. */
    private ObjectNode score(List<Option> levels, double[] probabilities, double confidence) {
        double mean = 0;
        ArrayNode listed = json.createArrayNode();
        for (int i = 0; i < probabilities.length; i++) {
            mean += i * probabilities[i];
            listed.addObject()
                    .put("label", levels.get(i).text())
                    .put("value", i)
                    .put("probability", probabilities[i]);
        }
        ObjectNode answer =
                json.createObjectNode().put("type", "score").put("score", mean).put("confidence", confidence);
        answer.set("probabilities", listed);
        return answer;
    }

    private static void putValue(ObjectNode object, String field, Option option) {
        if (option.truth()) {
            object.put(field, Boolean.parseBoolean(option.text()));
        } else {
            object.put(field, option.text());
        }
    }
}
