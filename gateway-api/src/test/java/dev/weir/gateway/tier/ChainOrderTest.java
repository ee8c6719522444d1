package dev.weir.gateway.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class ChainOrderTest {

    @Test
    void asksAListWithoutWeightsAsItIsListed() {
        ChainOrder order = new ChainOrder(List.of(0, 0, 0));

        assertThat(order.draw(0, _ -> false)).containsExactly(0, 1, 2);
        assertThat(order.draw(0.999, _ -> false)).containsExactly(0, 1, 2);
    }

    @Test
    void drawsTheFirstByWeightAndLetsTheOthersFollow() {
        ChainOrder order = new ChainOrder(List.of(95, 5, 0));

        assertThat(order.draw(0, _ -> false)).containsExactly(0, 1, 2);
        assertThat(order.draw(0.9499, _ -> false)).containsExactly(0, 1, 2);
        assertThat(order.draw(0.95, _ -> false)).containsExactly(1, 0, 2);
        assertThat(order.draw(Math.nextDown(1.0), _ -> false)).containsExactly(1, 0, 2);
    }

    @Test
    void neverAsksAModelWithoutWeightFirst() {
        ChainOrder order = new ChainOrder(List.of(0, 1));

        assertThat(order.draw(0, _ -> false)).containsExactly(1, 0);
    }

    @Test
    void keepsToItsWeights() {
        ChainOrder order = new ChainOrder(List.of(95, 5));
        SplittableRandom random = new SplittableRandom(7);

        long canary = random.doubles(10_000)
                .filter(drawn -> order.draw(drawn, _ -> false).getFirst() == 1)
                .count();

        // Five standard deviations of a binomial of 10,000 draws at 5 %.
        assertThat(canary).isBetween(391L, 609L);
    }

    @Test
    void asksModelsInTroubleAfterTheOthers() {
        ChainOrder order = new ChainOrder(List.of(0, 0, 0, 0));

        assertThat(order.draw(0, place -> place == 0)).containsExactly(1, 2, 3, 0);
        assertThat(order.draw(0, place -> place != 2)).containsExactly(2, 0, 1, 3);
    }

    @Test
    void keepsTheWeightsOfThoseThatAreWell() {
        ChainOrder order = new ChainOrder(List.of(80, 15, 5));
        IntPredicate troubled = place -> place == 0;

        assertThat(order.draw(0, troubled)).containsExactly(1, 2, 0);
        assertThat(order.draw(0.7499, troubled)).containsExactly(1, 2, 0);
        assertThat(order.draw(0.75, troubled)).containsExactly(2, 1, 0);
    }

    @Test
    void asksAModelWithoutWeightFirstWhenOnlyThatOneIsWell() {
        ChainOrder order = new ChainOrder(List.of(95, 5, 0));

        assertThat(order.draw(0.5, place -> place < 2)).containsExactly(2, 0, 1);
    }

    @Test
    void asksAsConfiguredWhenAllAreInTrouble() {
        assertThat(new ChainOrder(List.of(0, 0, 0)).draw(0.5, _ -> true)).containsExactly(0, 1, 2);
        assertThat(new ChainOrder(List.of(95, 5, 0)).draw(0.95, _ -> true)).containsExactly(1, 0, 2);
    }
}
