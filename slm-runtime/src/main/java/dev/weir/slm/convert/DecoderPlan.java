package dev.weir.slm.convert;

import java.util.List;
import java.util.Optional;

/**
 * What a decoder computes, as its {@code config.json} says.
 *
 * @param family its {@code model_type}
 * @param inner width of the feed-forward layers
 * @param head the size of a head in the checkpoint and in the graph
 * @param context the longest sequence of tokens, which the tables of positions are made for
 */
record DecoderPlan(
        String family,
        int hidden,
        int inner,
        int heads,
        int kvHeads,
        PaddedHeads head,
        int vocabulary,
        int context,
        float epsilon,
        Traits traits,
        List<Layer> layers) {

    DecoderPlan {
        layers = List.copyOf(layers);
    }

    /** What differs from layer to layer: how many positions back it sees (-1: all), and how it knows positions. */
    record Layer(long window, Optional<Rope> rope) {}

    /**
     * How families differ.
     *
     * @param fused queries, keys and values are one tensor of the checkpoint, and so are gate and up
     * @param headNorms queries and keys are normalized by head
     * @param gemmaNorms the weights of norms are stored less one
     * @param sandwich the results of attention and feed-forward are normalized too
     * @param gelu the feed-forward's gate is GELU by tanh, else SiLU
     * @param embeddingScale what embeddings are multiplied with
     * @param attentionScale what scores are multiplied with; 0 for 1/sqrt(head size)
     * @param attentionCap bound of the scores; 0 for none
     * @param logitCap bound of the logits; 0 for none
     */
    record Traits(
            boolean fused,
            boolean headNorms,
            boolean gemmaNorms,
            boolean sandwich,
            boolean gelu,
            float embeddingScale,
            float attentionScale,
            float attentionCap,
            float logitCap) {}

    /** The size of a head in the graph. */
    int headSize() {
        return head.padded();
    }

    int queryWidth() {
        return heads * headSize();
    }

    int kvWidth() {
        return kvHeads * headSize();
    }
}
