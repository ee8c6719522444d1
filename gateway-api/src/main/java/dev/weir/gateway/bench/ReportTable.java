package dev.weir.gateway.bench;

import dev.weir.gateway.bench.BenchReport.Measured;
import dev.weir.gateway.bench.BenchReport.Memory;
import dev.weir.gateway.bench.BenchReport.Ratio;
import dev.weir.gateway.bench.BenchReport.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** A report as a table for people: a line for each cell, a column for each contestant. */
public final class ReportTable {

    private final BenchReport report;

    private ReportTable(BenchReport report) {
        this.report = report;
    }

    /** The table, with a line break after every line. */
    public static String of(BenchReport report) {
        return new ReportTable(report).table();
    }

    private String table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(headings());
        for (Measured ours : report.results().getFirst().cells()) {
            rows.add(row(ours));
        }
        StringBuilder table = new StringBuilder(title());
        int[] widths = IntStream.range(0, rows.getFirst().size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        rows.forEach(row -> table.append(line(row, widths)));
        return table.append(memory(report.memory())).toString();
    }

    private String title() {
        return String.format(
                Locale.ROOT,
                "%s: %s (%s), %d threads, %d rounds: median (least to most)%n",
                report.model().name(),
                report.model().file(),
                report.model().precision(),
                report.plan().threads(),
                report.plan().rounds());
    }

    private List<String> headings() {
        List<String> headings = new ArrayList<>(List.of("", ""));
        report.results().stream().map(Result::contestant).forEach(headings::add);
        if (report.results().size() > 1) {
            headings.add("ratio to the best");
        }
        return headings;
    }

    private List<String> row(Measured ours) {
        Cell cell = ours.cell();
        List<String> row = new ArrayList<>(List.of(name(cell), ours.unit()));
        for (Result result : report.results()) {
            row.add(result.find(cell).map(ReportTable::numbers).orElse("-"));
        }
        if (report.results().size() > 1) {
            Optional<Ratio> ratio = report.ratios().stream()
                    .filter(one -> one.cell().equals(cell))
                    .findFirst();
            row.add(ratio.map(one -> String.format(Locale.ROOT, "%.2f", one.ratio()))
                    .orElse("-"));
        }
        return row;
    }

    private static String name(Cell cell) {
        return switch (cell.measure()) {
            case PREFILL -> "prefill of " + cell.size();
            case FIRST_TOKEN -> "first token after " + cell.size();
            case DECODE -> "decode, batch " + cell.size();
            case STALL -> "longest stall, batch " + cell.size();
            case OUTSIDE_MODEL -> "outside the model, batch " + cell.size();
        };
    }

    private static String numbers(Spread spread) {
        String format = spread.median() >= 100 ? "%,.0f (%,.0f to %,.0f)" : "%.1f (%.1f to %.1f)";
        return String.format(Locale.ROOT, format, spread.median(), spread.least(), spread.most());
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            line.append("%-"
                    .concat(String.valueOf(Math.max(1, widths[column] + 2)))
                    .concat("s")
                    .formatted(row.get(column)));
        }
        return line.toString().stripTrailing() + System.lineSeparator();
    }

    private static String memory(Memory memory) {
        String resident = memory.resident() == null
                ? "unknown"
                : String.format(Locale.ROOT, "%,d MB", memory.resident() / 1_000_000);
        return String.format(
                Locale.ROOT,
                "memory: %s resident, %,d MB of it keys and values%n",
                resident,
                memory.cache() / 1_000_000);
    }
}
