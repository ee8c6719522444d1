package dev.weir.gateway.hub;

import java.util.ArrayList;
import java.util.List;

/** Remembers what it was told. */
final class RecordingProgress implements PullProgress {

    final List<String> events = new ArrayList<>();
    long planned;
    long loaded;
    Runnable onNote = () -> {};

    @Override
    public void planned(int files, long bytes) {
        planned = bytes;
    }

    @Override
    public void started(String file, long bytes, long already) {
        events.add("started " + file + " at " + already);
    }

    @Override
    public void loaded(long bytes) {
        loaded += bytes;
    }

    @Override
    public void finished(String file) {
        events.add("finished " + file);
    }

    @Override
    public void note(String what) {
        events.add(what);
        onNote.run();
    }
}
