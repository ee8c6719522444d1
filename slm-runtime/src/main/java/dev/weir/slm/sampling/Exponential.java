package dev.weir.slm.sampling;

/**
 * The exponential function of numbers up to 0, in steps that a vector unit has too: {@code e^x = 2^k e^r}, where k is
 * the whole number next to {@code x / ln 2}, so that r is at most {@code ln 2 / 2} from 0, and {@code e^r} by its Taylor
 * series to the seventh power, which is off by less than 6e-9. No step is fused with another, so that every machine
 * finds the same bits. The error is at most two units in the last place.
 */
final class Exponential {

    /** Below this the result would have no normal float; it is taken as 0. */
    static final float LEAST = -87;

    static final float LOG2_E = 1.442695f;

    /** Two parts of ln 2: the first has so few bits that a whole number up to 126 times it is exact. */
    static final float LN2_HIGH = 0x1.63p-1f;

    static final float LN2_LOW = (float) (Math.log(2) - LN2_HIGH);

    /** Adding this rounds to a whole number and leaves that in the lowest bits. */
    static final float ROUNDING = 0x1.8p23f;

    static final int ONE_BITS = Float.floatToIntBits(1);
    static final int MANTISSA_BITS = 23;

    static final float C2 = 1f / 2;
    static final float C3 = 1f / 6;
    static final float C4 = 1f / 24;
    static final float C5 = 1f / 120;
    static final float C6 = 1f / 720;
    static final float C7 = 1f / 5040;

    private Exponential() {}

    /** Not a number for what is none. */
    static float of(float x) {
        if (x < LEAST) {
            return 0;
        }
        float rounded = x * LOG2_E + ROUNDING;
        float k = rounded - ROUNDING;
        float r = x - k * LN2_HIGH - k * LN2_LOW;
        float series = (((((C7 * r + C6) * r + C5) * r + C4) * r + C3) * r + C2) * r * r + r + 1;
        float power = Float.intBitsToFloat((Float.floatToRawIntBits(rounded) << MANTISSA_BITS) + ONE_BITS);
        return series * power;
    }
}
