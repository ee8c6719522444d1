package dev.weir.gateway.bench;

import java.util.Map;

/** Something that is measured round by round. */
interface Contestant extends AutoCloseable {

    String name();

    /**
     * Measures every cell once.
     *
     * @throws BenchException if it cannot be measured
     */
    Map<Cell, Double> round() throws InterruptedException;

    @Override
    void close();
}
