package dev.weir.gateway.tier;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * In which order the models of a chain are asked. The first one is drawn by weight; the others follow as they are
 * listed. A chain without weights is asked as it is listed, and a model without one is never drawn.
 *
 * @param weights of the models as they are listed; 0 for none
 */
public record ChainOrder(List<Integer> weights) {

    public ChainOrder {
        weights = List.copyOf(weights);
    }

    /**
     * The places of the models in the list, the one that is asked first in front.
     *
     * @param drawn at least 0 and below 1; the same number draws the same order
     */
    public List<Integer> draw(double drawn) {
        List<Integer> order = new ArrayList<>();
        int first = first(drawn);
        order.add(first);
        IntStream.range(0, weights.size()).filter(place -> place != first).forEach(order::add);
        return List.copyOf(order);
    }

    private int first(double drawn) {
        double left = drawn * weights.stream().mapToLong(Integer::longValue).sum();
        for (int place = 0; place < weights.size(); place++) {
            if (left < weights.get(place)) {
                return place;
            }
            left -= weights.get(place);
        }
        return 0;
    }
}
