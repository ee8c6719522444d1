package dev.weir.gateway.bench;

import java.util.List;

/**
 * Several measurements of the same thing.
 *
 * @param samples in the order in which they were measured; at least one
 */
public record Spread(double median, double least, double most, List<Double> samples) {

    public Spread {
        samples = List.copyOf(samples);
    }

    /** The median of an even number is the mean of the two in the middle. */
    static Spread of(List<Double> samples) {
        List<Double> sorted = samples.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(median, sorted.getFirst(), sorted.getLast(), samples);
    }
}
