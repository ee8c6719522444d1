package dev.weir.gateway.bench;

import static dev.weir.gateway.bench.Cell.Measure.DECODE;
import static dev.weir.gateway.bench.Cell.Measure.PREFILL;
import static dev.weir.gateway.bench.Cell.Measure.STALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.bench.BenchReport.Measured;
import dev.weir.gateway.bench.BenchReport.Ratio;
import dev.weir.gateway.bench.BenchReport.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchTest {

    private static final Cell PROMPT = new Cell(PREFILL, 128);
    private static final Cell ALONE = new Cell(DECODE, 1);

    @Test
    void comparesEachCellWithTheBestOfTheOthers() {
        Result ours = new Result("weir", List.of(of(PROMPT, 1000), of(ALONE, 90), of(new Cell(STALL, 1), 5)));
        Result one = new Result("one", List.of(of(PROMPT, 400), of(ALONE, 100)));
        Result other = new Result("other", List.of(of(PROMPT, 500), of(ALONE, 60)));

        assertThat(Bench.ratios(List.of(ours, one, other)))
                .containsExactly(new Ratio(PROMPT, 2, "other"), new Ratio(ALONE, 0.9, "one"));
    }

    @Test
    void comparesWithNobodyWhenAlone() {
        assertThat(Bench.ratios(List.of(new Result("weir", List.of(of(PROMPT, 1000))))))
                .isEmpty();
    }

    @Test
    void takesTheMiddleOfTheSamples() {
        assertThat(Spread.of(List.of(9.0, 1.0, 2.0))).isEqualTo(new Spread(2, 1, 9, List.of(9.0, 1.0, 2.0)));
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 9.0)).median()).isEqualTo(3);
    }

    private static Measured of(Cell cell, double number) {
        return new Measured(cell, cell.measure().unit(), Spread.of(List.of(number)));
    }
}
