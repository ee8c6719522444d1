package dev.weir.slm.schema;

import dev.weir.slm.automaton.Network;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes numbers into a network.
 *
 * <p>They have no more digits than programs read back: 19 before and after the point, and two in the exponent. Numbers
 * within bounds that may have a fraction have 15 digits and no exponent, so that one on the right side of a bound is
 * there still when it has been read as a double (15 decimal digits survive that; IEEE 754, binary64).
 */
final class NumberNetwork {

    private static final int MOST_DIGITS = 19;
    private static final int EXACT_DIGITS = 15;

    /** The least or greatest value that is allowed, or excluded. */
    record Bound(BigDecimal value, boolean included) {

        /** The place of its decimal digit, counted from the first; beyond all of them there are zeros. */
        char digit(int at) {
            String digits = integer() + fraction();
            return at < digits.length() ? digits.charAt(at) : '0';
        }

        int integerDigits() {
            return integer().length();
        }

        /** Whether it is what the first digits of its own say already. */
        boolean isOver(int digits) {
            String all = integer() + fraction();
            return digits >= all.length() || all.substring(digits).chars().allMatch(c -> c == '0');
        }

        private String integer() {
            return value.toBigInteger().toString();
        }

        private String fraction() {
            String plain = value.toPlainString();
            int point = plain.indexOf('.');
            return point < 0 ? "" : plain.substring(point + 1);
        }

        Bound negated() {
            return new Bound(value.negate(), included);
        }
    }

    /** So many digits, and whether they are still those of the bounds. */
    private record Place(int digits, boolean atLow, boolean atHigh, boolean inFraction) {}

    private final Network network;

    NumberNetwork(Network network) {
        this.network = network;
    }

    /** Any number. */
    void any(int from, int to) {
        int integer = network.node();
        integer(from, integer);
        network.nothing(integer, to);
        int exponent = network.node();
        int fraction = digits(network.text(integer, "."), MOST_DIGITS, exponent);
        network.nothing(fraction, to);
        network.nothing(exponent, to);
        network.nothing(integer, exponent);
        int sign = network.node();
        network.oneByte(exponent, 'e', 'e', sign);
        network.oneByte(exponent, 'E', 'E', sign);
        int power = network.node();
        network.nothing(sign, power);
        network.oneByte(sign, '+', '+', power);
        network.oneByte(sign, '-', '-', power);
        digits(power, 2, to);
    }

    /** Any integer. */
    void integer(int from, int to) {
        int unsigned = network.node();
        network.nothing(from, unsigned);
        network.oneByte(from, '-', '-', unsigned);
        network.oneByte(unsigned, '0', '0', to);
        int more = network.node();
        network.oneByte(unsigned, '1', '9', more);
        network.nothing(more, to);
        digits(more, MOST_DIGITS - 1, to);
    }

    /** One to so many digits, after each of which it may end; gives the node after the last. */
    private int digits(int from, int most, int to) {
        int at = from;
        for (int i = 0; i < most; i++) {
            int next = network.node();
            network.oneByte(at, '0', '9', next);
            network.nothing(next, to);
            at = next;
        }
        return at;
    }

    /**
     * A number within bounds.
     *
     * @param mostFraction the most digits after the point; negative for any number
     */
    void between(int from, @Nullable Bound low, @Nullable Bound high, int mostFraction, int to) {
        Bound zero = new Bound(BigDecimal.ZERO, true);
        boolean lowIsNegative = low == null || low.value().signum() < 0;
        if (high == null || high.value().signum() >= 0) {
            unsigned(from, lowIsNegative ? zero : low, high, mostFraction, to);
        }
        if (lowIsNegative) {
            Bound nearZero =
                    high != null && high.value().signum() < 0 ? high.negated() : new Bound(BigDecimal.ZERO, false);
            unsigned(network.text(from, "-"), nearZero, low == null ? null : low.negated(), mostFraction, to);
        }
    }

    private void unsigned(int from, @Nullable Bound low, @Nullable Bound high, int mostFraction, int to) {
        if (low == null) {
            return;
        }
        int usual = mostFraction == 0 ? MOST_DIGITS : EXACT_DIGITS;
        int most = Math.max(usual, Math.max(low.integerDigits(), high == null ? 0 : high.integerDigits()));
        for (int length = low.integerDigits(); length <= most; length++) {
            if (high == null || length <= high.integerDigits()) {
                int places = mostFraction < 0 ? Math.max(most, length) : length + mostFraction;
                new Digits(low, high, length, places, to).write(from);
            }
        }
    }

    /** The numbers with so many digits before the point. */
    private final class Digits {

        private final Bound low;
        private final @Nullable Bound high;
        private final int integerDigits;
        private final int mostDigits;
        private final int to;
        private final Map<Place, Integer> placed = new HashMap<>();

        Digits(Bound low, @Nullable Bound high, int integerDigits, int mostDigits, int to) {
            this.low = low;
            this.high = high;
            this.integerDigits = integerDigits;
            this.mostDigits = mostDigits;
            this.to = to;
        }

        void write(int from) {
            boolean atHigh = high != null && high.integerDigits() == integerDigits;
            network.nothing(from, at(new Place(0, low.integerDigits() == integerDigits, atHigh, false)));
        }

        private int at(Place place) {
            Integer known = placed.get(place);
            if (known != null) {
                return known;
            }
            int node = network.node();
            placed.put(place, node);
            if (place.digits() >= integerDigits) {
                end(place, node);
            }
            if (place.digits() < (place.inFraction() ? mostDigits : integerDigits)) {
                go(place, node);
            }
            return node;
        }

        private void end(Place place, int node) {
            boolean pointOnly = place.inFraction() && place.digits() == integerDigits;
            boolean reachesLow = !place.atLow() || (low.isOver(place.digits()) && low.included());
            boolean keepsBelow = !place.atHigh() || high == null || !high.isOver(place.digits()) || high.included();
            if (!pointOnly && reachesLow && keepsBelow) {
                network.nothing(node, to);
            }
            if (!place.inFraction() && mostDigits > integerDigits) {
                int point = at(new Place(integerDigits, place.atLow(), place.atHigh(), true));
                network.oneByte(node, '.', '.', point);
            }
        }

        private void go(Place place, int node) {
            char least = place.digits() == 0 && integerDigits > 1 ? '1' : '0';
            char lowest = place.atLow() ? low.digit(place.digits()) : '0';
            char highest = place.atHigh() && high != null ? high.digit(place.digits()) : '9';
            for (char digit = least; digit <= '9'; digit++) {
                if (digit >= lowest && digit <= highest) {
                    boolean atLow = place.atLow() && digit == lowest;
                    boolean atHigh = place.atHigh() && digit == highest;
                    network.oneByte(
                            node, digit, digit, at(new Place(place.digits() + 1, atLow, atHigh, place.inFraction())));
                }
            }
        }
    }
}
