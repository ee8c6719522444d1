package dev.weir.gateway.tier;

import dev.weir.gateway.routing.AnswerForm;
import dev.weir.gateway.routing.Question;
import dev.weir.gateway.routing.Question.Option;
import dev.weir.gateway.routing.TierException;
import dev.weir.slm.Classification;
import java.util.List;

/**
 * A decision among labels of a classifier: the probability of each, given that it is one of them. A classifier reads no
 * instructions, so it decides nothing but a choice whose values are all labels of its own.
 */
final class LabelDecision {

    private final int[] labels;
    private final double[] probabilities;

    private LabelDecision(int[] labels, double[] probabilities) {
        this.labels = labels;
        this.probabilities = probabilities;
    }

    /** @throws TierException if the question is of another kind */
    static LabelDecision of(AnswerForm.Decision decision, Classification classification) {
        Question question = decision.question();
        int[] labels = labels(question, classification.labels());
        double[] logits = new double[labels.length];
        for (int i = 0; i < labels.length; i++) {
            logits[i] = classification.logit(labels[i]);
        }
        return new LabelDecision(labels, DecisionAnswer.normalised(logits));
    }

    /** Of the question's options, in their order. */
    double[] probabilities() {
        return probabilities;
    }

    /** Which label is the answer. */
    int label() {
        return labels[DecisionAnswer.best(probabilities)];
    }

    private static int[] labels(Question question, List<String> known) {
        List<Option> options = question.options();
        int[] labels = new int[options.size()];
        for (int i = 0; i < labels.length; i++) {
            Option option = options.get(i);
            labels[i] = question instanceof Question.Choice && !option.truth() ? known.indexOf(option.text()) : -1;
            if (labels[i] < 0) {
                throw TierException.unsupported("questions", "a classifier only chooses among its own labels");
            }
        }
        return labels;
    }
}
