package dev.weir.slm.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CrossoverTest {

    @Test
    void isTheFewestRowsThatWereTriedAndWon() throws Exception {
        assertThat(Crossover.search(16, rows -> rows >= 7)).isEqualTo(9);
        assertThat(Crossover.search(16, rows -> true)).isEqualTo(2);
    }

    @Test
    void doesNotComeIfTheLargestBatchIsLost() throws Exception {
        assertThat(Crossover.search(16, rows -> rows < 16)).isEqualTo(Crossover.NEVER);
        assertThat(Crossover.search(1, rows -> true)).isEqualTo(Crossover.NEVER);
    }
}
