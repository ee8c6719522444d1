package dev.weir.gateway.certification;

import dev.weir.gateway.certification.Certificate.Method;
import dev.weir.gateway.certification.Certificate.Seen;

/**
 * Requests that do not come in the mix of the traffic: those with a right answer and those without are drawn apart, and
 * the operator declares the share of the latter.
 *
 * <p>Three rates are bounded (in-scope kept and wrong, in-scope kept and right, out-of-scope kept) and combined at the
 * declared share. Their chances of being wrong add up to the whole; out-of-scope requests are the scarce ones and get
 * the larger part.
 *
 * @param outOfScopeShare of the traffic, 0 to 1
 */
public record DeclaredMix(Sample inScope, Sample outOfScope, double outOfScopeShare) implements Testing {

    private static final double PART_OF_OUT_OF_SCOPE = 0.6;
    private static final double PART_OF_IN_SCOPE = 0.2;

    public DeclaredMix {
        if (!(outOfScopeShare >= 0 && outOfScopeShare < 1)) {
            throw new IllegalArgumentException(
                    "an out-of-scope share is at least 0 and below 1, not " + outOfScopeShare);
        }
    }

    @Override
    public boolean proves(double threshold, double errorTarget, double chance) {
        return bound(threshold, chance) <= errorTarget;
    }

    @Override
    public double bound(double threshold, double chance) {
        Seen in = inScope.at(threshold);
        Seen out = outOfScope.at(threshold);
        double wrong = Binomial.upperBound(in.wrong(), in.n(), PART_OF_IN_SCOPE * chance);
        double right = Binomial.lowerBound(in.kept() - in.wrong(), in.n(), PART_OF_IN_SCOPE * chance);
        double foreign = Binomial.upperBound(out.kept(), out.n(), PART_OF_OUT_OF_SCOPE * chance);
        double bad = (1 - outOfScopeShare) * wrong + outOfScopeShare * foreign;
        return bad / (bad + (1 - outOfScopeShare) * right);
    }

    @Override
    public Seen seen(double threshold) {
        Seen in = inScope.at(threshold);
        Seen out = outOfScope.at(threshold);
        return new Seen(in.n() + out.n(), in.kept() + out.kept(), in.wrong() + out.wrong());
    }

    @Override
    public double coverage(double threshold) {
        return (1 - outOfScopeShare) * inScope.at(threshold).coverage()
                + outOfScopeShare * outOfScope.at(threshold).coverage();
    }

    @Override
    public Method method() {
        return Method.STRATIFIED;
    }
}
