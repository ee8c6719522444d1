package dev.weir.gateway.hub;

import dev.weir.gateway.shelf.Sizes;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Draws on a terminal how far a pull is: the current file, and all of it, with speed and the time that is left. */
public final class ProgressBar implements PullProgress {

    private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
    private static final int BAR = 20;
    private static final int LONGEST_NAME = 32;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final LongSupplier nanos;
    private final int width;
    private final ProgressLines lines;
    private String file = "";
    private long fileBytes;
    private long fileDone;
    private long totalBytes;
    private long totalDone;
    private long begun;
    private long drawn;

    /**
     * @param nanos a clock that only goes forward
     * @param width of the terminal, in characters
     */
    public ProgressBar(PrintStream out, LongSupplier nanos, int width) {
        this.out = out;
        this.nanos = nanos;
        this.width = width;
        this.lines = new ProgressLines(out);
    }

    @Override
    public void planned(int files, long bytes) {
        totalBytes = bytes;
        begun = nanos.getAsLong();
        lines.planned(files, bytes);
    }

    @Override
    public void started(String file, long bytes, long already) {
        this.file = file;
        fileBytes = bytes;
        fileDone = already;
        lines.started(file, bytes, 0);
        draw();
    }

    @Override
    public void loaded(long bytes) {
        fileDone += bytes;
        totalDone += bytes;
        if (nanos.getAsLong() - drawn >= REDRAW_NANOS) {
            draw();
        }
    }

    @Override
    public void finished(String file) {
        out.print(ERASE_LINE);
        lines.finished(file);
    }

    @Override
    public void note(String what) {
        out.print(ERASE_LINE);
        lines.note(what);
    }

    private void draw() {
        drawn = nanos.getAsLong();
        String line = line();
        out.print(ERASE_LINE + line.substring(0, Math.min(line.length(), Math.max(0, width - 1))));
        out.flush();
    }

    private String line() {
        String name = file.length() <= LONGEST_NAME ? file : "…" + file.substring(file.length() - LONGEST_NAME + 1);
        double seconds = (drawn - begun) / 1e9;
        double speed = seconds > 0 ? totalDone / seconds : 0;
        int full = fileBytes > 0 ? (int) (BAR * Math.min(fileDone, fileBytes) / fileBytes) : 0;
        return String.format(
                Locale.ROOT,
                "%s [%s%s] %s of %s · total %d %% · %.1f MB/s · %s left",
                name,
                "#".repeat(full),
                "-".repeat(BAR - full),
                Sizes.text(fileDone),
                fileBytes < 0 ? "?" : Sizes.text(fileBytes),
                totalBytes > 0 ? Math.min(100, 100 * totalDone / totalBytes) : 100,
                speed / 1e6,
                speed > 0 ? time((long) (Math.max(0, totalBytes - totalDone) / speed)) : "?");
    }

    private static String time(long seconds) {
        return seconds >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }
}
