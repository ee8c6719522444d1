package dev.weir.slm.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import java.util.concurrent.CompletableFuture;

/**
 * Makes the ONNX Runtime environment on a thread with a large stack. While it starts, ONNX Runtime 1.29 recurses as deep as
 * the process's command line is long; on an ordinary stack a few kilobytes of options end the process without a word.
 */
final class RoomyStart {

    private static final long STACK_BYTES = 256L * 1024 * 1024;

    private RoomyStart() {}

    /** @param pool how many threads the sessions share that ask for so many */
    static OrtEnvironment environment(int pool) {
        CompletableFuture<OrtEnvironment> made = new CompletableFuture<>();
        Thread.ofPlatform().name("slm-start").stackSize(STACK_BYTES).start(() -> {
            try {
                made.complete(create(pool));
            } catch (OrtException | RuntimeException | LinkageError e) {
                made.completeExceptionally(new IllegalStateException("ONNX Runtime cannot be set up", e));
            }
        });
        return made.join();
    }

    private static OrtEnvironment create(int pool) throws OrtException {
        try (OrtEnvironment.ThreadingOptions threads = new OrtEnvironment.ThreadingOptions()) {
            threads.setGlobalIntraOpNumThreads(pool);
            threads.setGlobalInterOpNumThreads(1);
            threads.setGlobalSpinControl(true);
            return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "weir", threads);
        }
    }
}
