package dev.weir.slm.sampling;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** As many logits at once as the processor's vectors hold. Needs the module {@code jdk.incubator.vector}. */
final class VectorArithmetic implements RowArithmetic {

    private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /** Logits that one comparison with the bar covers: four vectors, for few reach it. */
    private static final int STRIDE = 4 * LANES.length();

    /** Logits whose exponentials are summed as floats; the sums are summed as doubles. */
    private static final int BLOCK = 64 * LANES.length();

    @Override
    public void offer(MemorySegment row, int size, TopTokens top) {
        int whole = size - size % STRIDE;
        float bar = top.bar();
        for (int id = 0; id < whole; id += STRIDE) {
            VectorMask<Float> above = above(row, id, bar)
                    .or(above(row, id + LANES.length(), bar))
                    .or(above(row, id + 2 * LANES.length(), bar))
                    .or(above(row, id + 3 * LANES.length(), bar));
            if (above.anyTrue()) {
                PlainArithmetic.offer(row, id, id + STRIDE, top);
                bar = top.bar();
            }
        }
        PlainArithmetic.offer(row, whole, size, top);
    }

    private static VectorMask<Float> above(MemorySegment row, int id, float bar) {
        return at(row, id).compare(VectorOperators.GT, bar);
    }

    @Override
    public Sums sums(MemorySegment row, int size, int best) {
        float greatest = row.getAtIndex(ValueLayout.JAVA_FLOAT, best);
        int whole = LANES.loopBound(size);
        int around = best - best % LANES.length();
        int after = Math.min(size, around + LANES.length());
        Sums rest = best < whole ? PlainArithmetic.sums(row, whole, size, greatest) : new Sums(0, 0);
        return sums(row, 0, around, greatest)
                .plus(PlainArithmetic.sumsAround(row, around, after, best))
                .plus(sums(row, after, whole, greatest))
                .plus(rest);
    }

    private static Sums sums(MemorySegment row, int from, int to, float greatest) {
        double sum = 0;
        double weighted = 0;
        for (int block = from; block < to; block += BLOCK) {
            FloatVector sums = FloatVector.zero(LANES);
            FloatVector weighteds = FloatVector.zero(LANES);
            int end = Math.min(to, block + BLOCK);
            for (int id = block; id < end; id += LANES.length()) {
                FloatVector below = at(row, id).sub(greatest);
                VectorMask<Float> impossible = below.compare(VectorOperators.LT, Exponential.LEAST);
                FloatVector finite = below.blend(0, impossible);
                FloatVector weight = exponential(finite).blend(0, impossible);
                sums = sums.add(weight);
                weighteds = weighteds.add(weight.mul(finite));
            }
            sum += sums.reduceLanes(VectorOperators.ADD);
            weighted += weighteds.reduceLanes(VectorOperators.ADD);
        }
        return new Sums(sum, weighted);
    }

    @Override
    public void weigh(float[] values, int count, float greatest, float factor) {
        int whole = LANES.loopBound(count);
        for (int i = 0; i < whole; i += LANES.length()) {
            FloatVector below =
                    FloatVector.fromArray(LANES, values, i).sub(greatest).mul(factor);
            VectorMask<Float> impossible = below.compare(VectorOperators.LT, Exponential.LEAST);
            exponential(below.blend(0, impossible)).blend(0, impossible).intoArray(values, i);
        }
        PlainArithmetic.weigh(values, whole, count, greatest, factor);
    }

    /** {@link Exponential#of}, step by step, of numbers from {@link Exponential#LEAST} to 0. */
    private static FloatVector exponential(FloatVector x) {
        FloatVector rounded = x.mul(Exponential.LOG2_E).add(Exponential.ROUNDING);
        FloatVector k = rounded.sub(Exponential.ROUNDING);
        FloatVector r = x.sub(k.mul(Exponential.LN2_HIGH)).sub(k.mul(Exponential.LN2_LOW));
        FloatVector series = r.mul(Exponential.C7)
                .add(Exponential.C6)
                .mul(r)
                .add(Exponential.C5)
                .mul(r)
                .add(Exponential.C4)
                .mul(r)
                .add(Exponential.C3)
                .mul(r)
                .add(Exponential.C2)
                .mul(r)
                .mul(r)
                .add(r)
                .add(1);
        FloatVector power = rounded.reinterpretAsInts()
                .lanewise(VectorOperators.LSHL, Exponential.MANTISSA_BITS)
                .add(Exponential.ONE_BITS)
                .reinterpretAsFloats();
        return series.mul(power);
    }

    private static FloatVector at(MemorySegment row, int id) {
        return FloatVector.fromMemorySegment(LANES, row, (long) id * Float.BYTES, ORDER);
    }
}
