package dev.weir.slm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Whether this processor adds products of 8-bit numbers exactly, as that on which the expected answers were recorded. x86
 * without VNNI adds two of them in 16 bits, which saturate where weights use all eight bits, as published graphs do.
 */
public final class EightBitArithmetic {

    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
    private static final Pattern EXACT = Pattern.compile("\\b(avx512_vnni|avx_vnni|asimddp)\\b");

    private EightBitArithmetic() {}

    /** Whether quantized graphs give here what was recorded; says so where they do not. */
    public static boolean isExact() {
        boolean exact = !Files.isReadable(PROCESSOR) || EXACT.matcher(read()).find();
        if (!exact) {
            System.err.println(
                    "NOT TESTED: this processor has no VNNI, so quantized graphs give other numbers here than"
                            + " where the expected ones were recorded");
        }
        return exact;
    }

    /** Skips the test where they do not. */
    public static void requireExact() {
        assumeTrue(isExact());
    }

    private static String read() {
        try {
            return Files.readString(PROCESSOR);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
