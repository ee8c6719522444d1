package dev.weir.gateway.evaluation;

import dev.weir.gateway.certification.Binomial;
import dev.weir.gateway.certification.Certificate.Seen;
import dev.weir.gateway.certification.Promise;
import dev.weir.gateway.certification.Sample;
import java.util.Optional;

/**
 * Selection with guaranteed risk as published (Geifman and El-Yaniv 2017, algorithm 2), to compare with: a binary search
 * over the judged requests themselves, every look at an equal share of the failure chance.
 */
final class Sgr {

    private Sgr() {}

    static Optional<Double> threshold(Sample sample, Promise promise) {
        int looks = 32 - Integer.numberOfLeadingZeros(sample.size() - 1);
        int low = 0;
        int high = sample.size() - 1;
        Optional<Double> best = Optional.empty();
        for (int look = 0; look < looks; look++) {
            int middle = (low + high + 1) / 2;
            Seen seen = sample.at(sample.confidence(middle));
            if (Binomial.upperBound(seen.wrong(), seen.kept(), promise.failureChance() / looks)
                    <= promise.errorTarget()) {
                best = Optional.of(sample.confidence(middle));
                low = middle;
            } else {
                high = middle;
            }
        }
        return best;
    }
}
