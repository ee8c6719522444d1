package dev.weir.slm;

import java.util.List;

/**
 * What the model's own distribution said when one token was chosen. All of it is taken from the unmodified
 * distribution, before temperature and the like.
 *
 * @param id the token chosen
 * @param logProbability its natural log-probability; at most 0
 * @param margin the difference in log-probability between the two most probable tokens; at least 0
 * @param entropy of the distribution, in nats; at least 0
 * @param alternatives the most probable tokens, whether chosen or not, the most probable first and of equals the lowest
 *     id; empty unless asked for
 */
public record TokenEvidence(int id, float logProbability, float margin, float entropy, List<Alternative> alternatives) {

    /** A token that might have been chosen, and its natural log-probability. */
    public record Alternative(int id, float logProbability) {}

    public TokenEvidence {
        alternatives = List.copyOf(alternatives);
    }

    /** Without alternatives. */
    public TokenEvidence(int id, float logProbability, float margin, float entropy) {
        this(id, logProbability, margin, entropy, List.of());
    }
}
