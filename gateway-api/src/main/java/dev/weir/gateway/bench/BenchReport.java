package dev.weir.gateway.bench;

import dev.weir.slm.ModelDescription;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was measured.
 *
 * @param model what Weir ran
 * @param machine what it ran on
 * @param plan what was asked for
 * @param memory of Weir's process
 * @param results Weir's first
 * @param ratios Weir's median by the best median of the others, for each cell that both have; empty without others
 */
public record BenchReport(
        ModelDescription model,
        Machine machine,
        BenchPlan plan,
        Memory memory,
        List<Result> results,
        List<Ratio> ratios) {

    /**
     * What it was measured on.
     *
     * @param processor as the system names it; null where it does not
     */
    public record Machine(int processors, @Nullable String processor, String system, String java) {}

    /**
     * Memory in bytes.
     *
     * @param resident what the process holds, the model's file included; null where the system does not say
     * @param cache for keys and values, at the largest batch
     */
    public record Memory(@Nullable Long resident, long cache) {}

    /** All that was measured of one contestant. */
    public record Result(String contestant, List<Measured> cells) {

        public Result {
            cells = List.copyOf(cells);
        }

        /** The cell's numbers, if it was measured. */
        public Optional<Spread> find(Cell cell) {
            return cells.stream()
                    .filter(measured -> measured.cell().equals(cell))
                    .map(Measured::numbers)
                    .findFirst();
        }
    }

    /** One cell of the table. */
    public record Measured(Cell cell, String unit, Spread numbers) {}

    /**
     * Weir against the best of the others.
     *
     * @param best the contestant that Weir is compared with in this cell
     */
    public record Ratio(Cell cell, double ratio, String best) {}

    public BenchReport {
        results = List.copyOf(results);
        ratios = List.copyOf(ratios);
    }
}
