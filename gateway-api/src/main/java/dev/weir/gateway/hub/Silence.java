package dev.weir.gateway.hub;

/** Says nothing of how far a pull is. */
public final class Silence implements PullProgress {

    @Override
    public void planned(int files, long bytes) {}

    @Override
    public void started(String file, long bytes, long already) {}

    @Override
    public void loaded(long bytes) {}

    @Override
    public void finished(String file) {}

    @Override
    public void note(String what) {}
}
