package dev.weir.gateway.replay;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Requests drawn with replacement from pairs. The data has no confidences, so they are simulated: the logistic function of
 * a normal number whose mean is higher where the weak answer is right.
 */
final class Traffic {

    private static final double SURE = 2;
    private static final double UNSURE = -1.5;

    private final List<Pair> right;
    private final List<Pair> wrong;
    private final SplittableRandom random;

    Traffic(List<Pair> pairs, long seed) {
        this.right = pairs.stream().filter(Pair::weakIsRight).toList();
        this.wrong = pairs.stream().filter(pair -> !pair.weakIsRight()).toList();
        this.random = new SplittableRandom(seed);
    }

    Turn next(Kind kind) {
        boolean isWrong = random.nextDouble() < kind.wrongShare;
        List<Pair> from = isWrong ? wrong : right;
        double mean = isWrong && !kind.wrongAnswersScoreAsRightOnes ? UNSURE : SURE;
        double confidence = 1 / (1 + Math.exp(-random.nextGaussian(mean, 1)));
        return new Turn(from.get(random.nextInt(from.size())), confidence);
    }

    /** What the traffic is like. */
    enum Kind {
        /** As in the data, where the weak model is wrong in 236 of 659 answers. */
        PUBLISHED(236 / 659.0, false),
        /** Twice as many questions that the weak model cannot answer; its score sees that. */
        HARDER(0.7, false),
        /** A third of the answers are wrong, and the score does not see that. */
        MISJUDGED(236 / 659.0, true);

        private final double wrongShare;
        private final boolean wrongAnswersScoreAsRightOnes;

        Kind(double wrongShare, boolean wrongAnswersScoreAsRightOnes) {
            this.wrongShare = wrongShare;
            this.wrongAnswersScoreAsRightOnes = wrongAnswersScoreAsRightOnes;
        }
    }

    /**
     * One request.
     *
     * @param confidence simulated, that the weak answer is right
     */
    record Turn(Pair pair, double confidence) {}
}
