package dev.weir.gateway.hub;

/** Is told how far a pull is. Sizes are in bytes. Called by one thread. */
public interface PullProgress {

    /** Called once, before the first file: what is to be loaded, less what an earlier pull left. */
    void planned(int files, long bytes);

    /** A file begins, or goes on where an earlier pull left it. {@code bytes} is -1 when the hub does not say. */
    void started(String file, long bytes, long already);

    /** So much more of the current file is here. */
    void loaded(long bytes);

    /** The current file is whole and checked. */
    void finished(String file);

    /** Something takes longer than it should, said without a full stop. */
    void note(String what);
}
