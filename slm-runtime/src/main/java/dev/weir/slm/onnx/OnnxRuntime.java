package dev.weir.slm.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmException;
import dev.weir.slm.graph.PickedLogits;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The process's one ONNX Runtime environment.
 *
 * <p>ONNX Runtime frees it in a shutdown hook of its own, and crashes the process if a session is computing or opening
 * just then. Whoever ends the process by a signal must close every engine and classifier first, and exit after.
 */
public final class OnnxRuntime {

    /**
     * How many threads the sessions share that ask for so many. Two sessions with a pool each, such as one for prompts
     * and one for answers, would wait for one another's spinning threads.
     */
    private static final int POOL = Runtime.getRuntime().availableProcessors();

    private static final OrtEnvironment ENVIRONMENT = RoomyStart.environment(POOL);

    private OnnxRuntime() {}

    static OrtEnvironment environment() {
        return ENVIRONMENT;
    }

    /**
     * Opens one graph of a model.
     *
     * @param threads how many compute one run, the calling thread among them
     * @throws SlmException.UnusableModel if ONNX Runtime refuses the file
     */
    static OrtSession open(ModelFolder folder, String file, int threads) {
        return open(folder, file, threads, null);
    }

    /**
     * Opens one graph of a model.
     *
     * @param changed what to run instead of the file's contents; its external weights are those beside the file
     */
    static OrtSession open(ModelFolder folder, String file, int threads, byte @Nullable [] changed) {
        if (!folder.has(file)) {
            throw new SlmException.UnusableModel(folder.nameOf(file) + " is missing");
        }
        Path path = folder.path(file).orElse(null);
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            if (threads == POOL && threads > 1) {
                options.disablePerSessionThreads();
            } else {
                options.setIntraOpNumThreads(threads);
                options.setInterOpNumThreads(1);
            }
            if (path != null && changed == null) {
                return ENVIRONMENT.createSession(path.toString(), options);
            }
            if (path != null && path.getParent() != null) {
                options.addConfigEntry(
                        PickedLogits.WEIGHTS_FOLDER, path.getParent().toString());
            }
            return ENVIRONMENT.createSession(changed == null ? folder.read(file) : changed, options);
        } catch (OrtException e) {
            throw new SlmException.UnusableModel(
                    folder.nameOf(file) + " cannot be run by ONNX Runtime: " + e.getMessage(), e);
        }
    }
}
