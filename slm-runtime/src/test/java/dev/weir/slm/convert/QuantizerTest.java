package dev.weir.slm.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantizerTest {

    @Test
    void keepsWhatFourBitsCanSay() {
        float[] row = {-8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7};

        BlockQuantizer.Blocks blocks = new BlockQuantizer(16, 4).quantize(new Rows(row), 0, 1);

        assertThat(blocks.scales).containsExactly(1);
        assertThat(blocks.numbers)
                .containsExactly(0x10, 0x32, 0x54, 0x76, (byte) 0x98, (byte) 0xba, (byte) 0xdc, (byte) 0xfe);
    }

    @ParameterizedTest
    @CsvSource({"16,4", "32,4", "128,4", "16,8", "128,8"})
    void isNeverFartherOffThanTheFullScaleRounded(int block, int bits) {
        int columns = 3 * block + block / 2;
        Rows weights = Rows.random(5, columns);
        BlockQuantizer quantizer = new BlockQuantizer(block, bits);

        BlockQuantizer.Blocks blocks = quantizer.quantize(weights, 0, 5);

        int middle = 1 << (bits - 1);
        for (int row = 0; row < 5; row++) {
            for (int at = 0; at < columns; at += block) {
                int length = Math.min(block, columns - at);
                double error = 0;
                double simple = 0;
                float largest = 0;
                for (int i = at; i < at + length; i++) {
                    largest = Math.abs(weights.values[row][i]) > Math.abs(largest) ? weights.values[row][i] : largest;
                }
                for (int i = at; i < at + length; i++) {
                    float value = weights.values[row][i];
                    int index = row * quantizer.blocksPerRow(columns) + at / block;
                    int number = number(blocks.numbers, (long) index * block + i % block, bits) - middle;
                    error += Math.pow(value - number * blocks.scales[index], 2);
                    double step = -largest / (double) middle;
                    simple += Math.pow(value - step * Math.clamp(Math.round(value / step), -middle, middle - 1), 2);
                }
                assertThat(error).isLessThanOrEqualTo(simple * 1.0001 + 1e-12);
            }
        }
    }

    @Test
    void padsARestWithTheMiddle() {
        float[] row = new float[20];
        row[17] = 1;

        BlockQuantizer.Blocks blocks = new BlockQuantizer(16, 4).quantize(new Rows(row), 0, 1);

        assertThat(blocks.numbers).hasSize(16).endsWith((byte) 0x88, (byte) 0x88);
        assertThat(blocks.scales).hasSize(2).startsWith(0);
    }

    @Test
    void quantizesTheRowsAskedFor() {
        Rows weights = Rows.random(6, 32);
        BlockQuantizer quantizer = new BlockQuantizer(32, 4);

        assertThat(quantizer.quantize(weights, 4, 1).numbers)
                .isEqualTo(quantizer.quantize(new Rows(weights.values[4]), 0, 1).numbers);
    }

    @Test
    void turnsRowsIntoColumnsWithAScaleEach() {
        Rows weights = new Rows(new float[] {64, -64, 32}, new float[] {0, 0, 0}, new float[] {0.25f, -0.13f, 0.64f});

        RowQuantizer.Turned turned = RowQuantizer.quantize(weights);

        assertThat(turned.numbers).containsExactly(64, 0, 25, -64, 0, -13, 32, 0, 64);
        assertThat(turned.scales).containsExactly(new float[] {1, 0, 0.01f}, within(1e-9f));
    }

    /** What processors without VNNI add up before they widen it. */
    @Test
    void keepsTwoProductsWithinSixteenBits() {
        for (byte number : RowQuantizer.quantize(Rows.random(8, 512)).numbers) {
            assertThat(2 * 255 * Math.abs(number)).isLessThanOrEqualTo(Short.MAX_VALUE);
        }
    }

    private static int number(byte[] numbers, long at, int bits) {
        if (bits == 8) {
            return numbers[(int) at] & 0xff;
        }
        return (numbers[(int) (at / 2)] >> (at % 2 == 0 ? 0 : 4)) & 0xf;
    }

    /** Weights in memory. */
    private static final class Rows implements Matrix {

        private final float[][] values;

        Rows(float[]... values) {
            this.values = values;
        }

        static Rows random(int rows, int columns) {
            SplittableRandom random = new SplittableRandom(5);
            float[][] values = new float[rows][columns];
            for (float[] row : values) {
                for (int i = 0; i < columns; i++) {
                    row[i] = (float) random.nextGaussian();
                }
            }
            return new Rows(values);
        }

        @Override
        public int rows() {
            return values.length;
        }

        @Override
        public int columns() {
            return values[0].length;
        }

        @Override
        public void row(int row, float[] into) {
            System.arraycopy(values[row], 0, into, 0, columns());
        }
    }
}
