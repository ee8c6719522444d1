package dev.weir.slm.onnx;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/**
 * Processor time of one generation. The engine's own thread is measured; ONNX Runtime's other threads cannot be seen
 * from Java, and count as busy as the engine's thread whenever it computes in a native call, which they nearly are.
 */
final class CpuClock {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final int nativeThreads;
    private long nanos;
    private long begun;

    CpuClock(int nativeThreads) {
        this.nativeThreads = nativeThreads;
    }

    void begin() {
        begun = THREADS.getCurrentThreadCpuTime();
    }

    void endJava() {
        nanos += sinceBegun();
    }

    void endNative() {
        nanos += nativeThreads * sinceBegun();
    }

    Duration spent() {
        return Duration.ofNanos(nanos);
    }

    private long sinceBegun() {
        return THREADS.getCurrentThreadCpuTime() - begun;
    }
}
