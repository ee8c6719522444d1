package dev.weir.slm;

/**
 * What the model's own distribution said when one token was chosen. All of it is taken from the unmodified
 * distribution, before temperature and the like.
 *
 * @param id the token chosen
 * @param logProbability its natural log-probability; at most 0
 * @param margin the difference in log-probability between the two most probable tokens; at least 0
 * @param entropy of the distribution, in nats; at least 0
 */
public record TokenEvidence(int id, float logProbability, float margin, float entropy) {}
