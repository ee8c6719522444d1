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

    /** Skips the test, and says so, where sums of 8-bit products saturate. */
    public static void requireExact() {
        boolean exact = !Files.isReadable(PROCESSOR) || EXACT.matcher(read()).find();
        if (!exact) {
            System.err.println(
                    "NOT TESTED: this processor has no VNNI, so published 8-bit graphs give other numbers here"
                            + " than where the expected ones were recorded");
        }
        assumeTrue(exact);
    }

    private static String read() {
        try {
            return Files.readString(PROCESSOR);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
