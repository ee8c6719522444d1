package dev.weir.slm.onnx;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Processor time since it was started. The engine's own thread is measured; ONNX Runtime's other threads cannot be seen
 * from Java, and count as busy as the engine's thread whenever it computes in a native call, which they nearly are.
 *
 * @param begun the engine thread's processor time in nanoseconds when it was started
 */
record CpuClock(long begun) {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    static CpuClock start() {
        return new CpuClock(THREADS.getCurrentThreadCpuTime());
    }

    /** Nanoseconds, if the engine's thread worked alone. */
    long java() {
        return THREADS.getCurrentThreadCpuTime() - begun;
    }

    /** Nanoseconds of all threads, if so many computed. */
    long computing(int threads) {
        return threads * java();
    }
}
