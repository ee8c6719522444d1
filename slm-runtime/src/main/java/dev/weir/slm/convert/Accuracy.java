package dev.weir.slm.convert;

/**
 * What the quantized graphs lose against the same weights in single precision, over some text: the prompt read by the
 * prefill graph, the rest token by token by the decode graph, as a server runs them.
 *
 * @param corpus {@code text}, or {@code random tokens} for a model without {@code tokenizer.json}
 * @param tokens how many predictions were compared
 * @param meanLogprobChange mean of |log q(x) - log p(x)| of the tokens x that the text goes on with, in nats
 * @param sameFirstChoice share of places where both hold the same token for the likeliest, 0 to 1
 * @param meanDivergence mean Kullback-Leibler divergence of the quantized distribution from the reference, in nats
 * @param referenceLoss mean of -log p(x) in single precision, in nats
 * @param loss the same of the quantized graphs
 */
public record Accuracy(
        String corpus,
        int tokens,
        double meanLogprobChange,
        double sameFirstChoice,
        double meanDivergence,
        double referenceLoss,
        double loss) {}
