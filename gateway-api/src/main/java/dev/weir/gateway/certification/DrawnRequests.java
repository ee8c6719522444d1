package dev.weir.gateway.certification;

import dev.weir.gateway.certification.Certificate.Method;
import dev.weir.gateway.certification.Certificate.Seen;

/** Requests drawn independently from the traffic that the promise is about. */
public record DrawnRequests(Sample sample) implements Testing {

    @Override
    public boolean proves(double threshold, double errorTarget, double chance) {
        Seen seen = sample.at(threshold);
        return seen.kept() > 0 && Binomial.atMost(seen.wrong(), seen.kept(), errorTarget) <= chance;
    }

    @Override
    public double bound(double threshold, double chance) {
        Seen seen = sample.at(threshold);
        return Binomial.upperBound(seen.wrong(), seen.kept(), chance);
    }

    @Override
    public Seen seen(double threshold) {
        return sample.at(threshold);
    }

    @Override
    public double coverage(double threshold) {
        return sample.at(threshold).coverage();
    }

    @Override
    public Method method() {
        return Method.FIXED_SEQUENCE;
    }
}
