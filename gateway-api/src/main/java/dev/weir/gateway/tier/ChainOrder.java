package dev.weir.gateway.tier;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * In which order the models of a chain are asked. Those in trouble come last, unless all are. Of the others the first
 * one is drawn by weight; the rest follow as they are listed. A chain without weights is asked as it is listed, and a
 * model without one is drawn only when none that has one is well.
 *
 * @param weights of the models as they are listed; 0 for none
 */
public record ChainOrder(List<Integer> weights) {

    public ChainOrder {
        weights = List.copyOf(weights);
    }

    /**
     * The places of all models in the list, the one that is asked first in front.
     *
     * @param drawn at least 0 and below 1; the same number draws the same order
     * @param troubled whether the model at a place is in trouble; asked once for each
     */
    public List<Integer> draw(double drawn, IntPredicate troubled) {
        List<Integer> all = IntStream.range(0, weights.size()).boxed().toList();
        List<Integer> well = all.stream().filter(place -> !troubled.test(place)).toList();
        return well.isEmpty() ? drawnFirst(all, all, drawn) : drawnFirst(well, all, drawn);
    }

    private List<Integer> drawnFirst(List<Integer> front, List<Integer> all, double drawn) {
        Integer first = first(front, drawn);
        return Stream.of(Stream.of(first), front.stream(), all.stream())
                .flatMap(places -> places)
                .distinct()
                .toList();
    }

    private Integer first(List<Integer> front, double drawn) {
        double left = drawn * front.stream().mapToLong(weights::get).sum();
        for (Integer place : front) {
            if (left < weights.get(place)) {
                return place;
            }
            left -= weights.get(place);
        }
        return front.getFirst();
    }
}
