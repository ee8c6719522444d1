package dev.weir.gateway.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChainOrderTest {

    @Test
    void asksAListWithoutWeightsAsItIsListed() {
        ChainOrder order = new ChainOrder(List.of(0, 0, 0));

        assertThat(order.draw(0)).containsExactly(0, 1, 2);
        assertThat(order.draw(0.999)).containsExactly(0, 1, 2);
    }

    @Test
    void drawsTheFirstByWeightAndLetsTheOthersFollow() {
        ChainOrder order = new ChainOrder(List.of(95, 5, 0));

        assertThat(order.draw(0)).containsExactly(0, 1, 2);
        assertThat(order.draw(0.9499)).containsExactly(0, 1, 2);
        assertThat(order.draw(0.95)).containsExactly(1, 0, 2);
        assertThat(order.draw(Math.nextDown(1.0))).containsExactly(1, 0, 2);
    }

    @Test
    void neverAsksAModelWithoutWeightFirst() {
        ChainOrder order = new ChainOrder(List.of(0, 1));

        assertThat(order.draw(0)).containsExactly(1, 0);
    }

    @Test
    void keepsToItsWeights() {
        ChainOrder order = new ChainOrder(List.of(95, 5));
        SplittableRandom random = new SplittableRandom(7);

        long canary = random.doubles(10_000)
                .filter(drawn -> order.draw(drawn).getFirst() == 1)
                .count();

        // Five standard deviations of a binomial of 10,000 draws at 5 %.
        assertThat(canary).isBetween(391L, 609L);
    }
}
