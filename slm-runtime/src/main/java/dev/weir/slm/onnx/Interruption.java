package dev.weir.slm.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.weir.slm.RunningGeneration;
import dev.weir.slm.SlmException;
import org.jspecify.annotations.Nullable;

/**
 * The wish to end one generation early. Any thread may wish it; a native call that reads its prompt ends within about
 * twenty milliseconds, and a generation that waits never begins.
 */
final class Interruption implements RunningGeneration {

    private OrtSession.@Nullable RunOptions options;
    private final Runnable onRequest;
    private boolean requested;

    /** @param onRequest is run at each wish, on the thread of whoever wishes */
    Interruption(Runnable onRequest) {
        this.onRequest = onRequest;
    }

    @Override
    public void cancel() {
        synchronized (this) {
            requested = true;
            terminate();
        }
        onRequest.run();
    }

    synchronized boolean requested() {
        return requested;
    }

    /** Gives the options of the generation's native calls. Called once, when it begins. */
    synchronized OrtSession.RunOptions begin() throws OrtException {
        OrtSession.RunOptions fresh = new OrtSession.RunOptions();
        options = fresh;
        terminate();
        return fresh;
    }

    /** Frees the options; the wish has no effect any more. */
    synchronized void end() {
        if (options != null) {
            options.close();
            options = null;
        }
    }

    private void terminate() {
        if (requested && options != null) {
            try {
                options.setTerminate(true);
            } catch (OrtException e) {
                throw new SlmException.Broken("ONNX Runtime cannot end a run", e);
            }
        }
    }
}
