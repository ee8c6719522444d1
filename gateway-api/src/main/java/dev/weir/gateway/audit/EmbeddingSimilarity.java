package dev.weir.gateway.audit;

import dev.weir.gateway.routing.Prompt;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Takes two texts for the same when the cosine of their embeddings is large. */
public final class EmbeddingSimilarity implements Comparison {

    private final Function<String, float[]> embed;
    private final double least;

    /**
     * @param embed gives a text's embedding, of any length but 0; may block
     * @param least the smallest cosine at which two texts are the same, -1 to 1
     */
    public EmbeddingSimilarity(Function<String, float[]> embed, double least) {
        this.embed = embed;
        this.least = least;
    }

    @Override
    public Mono<Finding> compare(Prompt prompt, String draft, String hosted) {
        return Mono.fromSupplier(() -> Finding.of(cosine(embed.apply(draft), embed.apply(hosted)) >= least));
    }

    private static double cosine(float[] one, float[] other) {
        double product = 0;
        double oneSquare = 0;
        double otherSquare = 0;
        for (int i = 0; i < one.length; i++) {
            product += one[i] * other[i];
            oneSquare += one[i] * one[i];
            otherSquare += other[i] * other[i];
        }
        return product / Math.sqrt(oneSquare * otherSquare);
    }
}
