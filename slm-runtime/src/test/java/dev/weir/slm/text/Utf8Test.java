package dev.weir.slm.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8Test {

    @Test
    void everyCharacterComesWholeFromSingleBytes() {
        int[] points = {0x24, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x10000, 0x10FFFF};
        for (int point : points) {
            String character = Character.toString(point);
            byte[] bytes = character.getBytes(StandardCharsets.UTF_8);
            Utf8 utf8 = new Utf8(false);

            for (int i = 0; i < bytes.length - 1; i++) {
                assertThat(utf8.decode(new byte[] {bytes[i]}, false)).isEmpty();
            }

            assertThat(utf8.decode(new byte[] {bytes[bytes.length - 1]}, false)).isEqualTo(character);
        }
    }

    /** Table 3-8 of the Unicode standard, and its neighbours. */
    @ParameterizedTest
    @CsvSource({
        "C0AF, 2",
        "E080BF, 3",
        "F08182, 3",
        "EDA080, 3",
        "F4918283, 4",
        "F8, 1",
        "80, 1",
        "E2, 1",
        "E282, 1",
        "F09F98, 1",
        "E28241, 2",
        "F09F41, 2",
        "FFFF, 2",
    })
    void marksAsTheStandardRecommends(String hex, int characters) {
        assertThat(new Utf8(false).decode(HexFormat.of().parseHex(hex), true)).hasSize(characters);
    }

    @Test
    void marksEachByteWhereTokensSpellBytes() {
        assertThat(new Utf8(true).decode(HexFormat.of().parseHex("F09F9841"), true))
                .isEqualTo("\uFFFD\uFFFD\uFFFDA");
    }

    @Test
    void doesNotDependOnWherePiecesEnd() {
        SplittableRandom random = new SplittableRandom(6);
        byte[] alphabet = HexFormat.of().parseHex("41E282ACF09F9880C3A980EDA0F4");

        for (int round = 0; round < 5000; round++) {
            byte[] bytes = new byte[random.nextInt(24)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = alphabet[random.nextInt(alphabet.length)];
            }
            Utf8 utf8 = new Utf8(false);
            StringBuilder pieces = new StringBuilder();
            for (int begin = 0, end; begin < bytes.length; begin = end) {
                end = Math.min(bytes.length, begin + 1 + random.nextInt(4));
                pieces.append(utf8.decode(Arrays.copyOfRange(bytes, begin, end), false));
            }
            pieces.append(utf8.decode(new byte[0], true));

            assertThat(pieces.toString()).isEqualTo(new Utf8(false).decode(bytes, true));
        }
    }
}
