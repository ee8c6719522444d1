package dev.weir.gateway.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A hosted model in a route's list, written {@code provider/model} or {@code provider/model*weight}.
 *
 * @param model as {@code provider/model}
 * @param weight how often it is asked first, in proportion to the others' weights; 0 for none
 */
public record HostedReference(String model, int weight) {

    private static final Pattern WEIGHTED = Pattern.compile("(.+)\\*\\s*(\\d{1,6})");

    /** Spring finds this by its name. */
    public static HostedReference of(String text) {
        Matcher weighted = WEIGHTED.matcher(text.strip());
        return weighted.matches()
                ? new HostedReference(weighted.group(1).strip(), Integer.parseInt(weighted.group(2)))
                : new HostedReference(text.strip(), 0);
    }

    @Override
    public String toString() {
        return weight == 0 ? model : model + "*" + weight;
    }
}
