package dev.weir.gateway.hub;

import dev.weir.gateway.shelf.Sizes;
import java.io.PrintStream;

/** Says with one line for each file how far a pull is: for logs and pipes. */
public final class ProgressLines implements PullProgress {

    private final PrintStream out;
    private int files;
    private int finished;
    private long bytes;

    public ProgressLines(PrintStream out) {
        this.out = out;
    }

    @Override
    public void planned(int files, long bytes) {
        this.files = files;
        out.println(
                files == 0
                        ? "All files are here already."
                        : "Loading " + Sizes.text(bytes) + " in " + files + (files == 1 ? " file." : " files."));
    }

    @Override
    public void started(String file, long bytes, long already) {
        this.bytes = bytes;
        if (already > 0 && already < bytes) {
            out.println(file + " goes on at " + Sizes.text(already) + " of " + Sizes.text(bytes) + ".");
        }
    }

    @Override
    public void loaded(long bytes) {}

    @Override
    public void finished(String file) {
        finished++;
        out.println("[" + finished + "/" + files + "] " + file + (bytes < 0 ? "" : " " + Sizes.text(bytes)));
    }

    @Override
    public void note(String what) {
        out.println(what + ".");
    }
}
