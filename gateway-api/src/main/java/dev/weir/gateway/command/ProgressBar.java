package dev.weir.gateway.command;

import dev.weir.slm.convert.Progress;
import java.io.PrintWriter;
import java.util.Locale;

/** Shows how far a long command is: a bar on a terminal, else a line whenever something new begins. */
final class ProgressBar implements Progress {

    private static final int WIDTH = 30;

    private final PrintWriter to;
    private final boolean terminal;
    private String last = "";

    ProgressBar(PrintWriter to, boolean terminal) {
        this.to = to;
        this.terminal = terminal;
    }

    @Override
    public void step(String what, int done, int total) {
        if (terminal) {
            int filled = WIDTH * done / total;
            to.printf(
                    Locale.ROOT,
                    "\r[%s%s] %3d %%  %-16s",
                    "#".repeat(filled),
                    " ".repeat(WIDTH - filled),
                    100 * done / total,
                    what);
        } else if (!what.equals(last)) {
            to.println(what + " ...");
        }
        last = what;
        to.flush();
    }

    /** Leaves the line of the bar. */
    void end() {
        if (terminal && !last.isEmpty()) {
            to.println();
            to.flush();
        }
        last = "";
    }
}
