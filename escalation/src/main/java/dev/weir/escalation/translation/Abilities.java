package dev.weir.escalation.translation;

import java.util.Set;

/**
 * What a provider's API has a place for, beyond text, tools, temperature, top_p, stop strings and a limit of tokens.
 *
 * @param fields further fields of a request that the dialect carries
 * @param hottest the highest temperature
 * @param imageAddresses whether images may be given by their address instead of their bytes
 * @param jsonObjects whether an answer can be asked for that is any JSON object
 */
public record Abilities(Set<String> fields, double hottest, boolean imageAddresses, boolean jsonObjects) {

    public Abilities {
        fields = Set.copyOf(fields);
    }
}
