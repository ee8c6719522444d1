package dev.weir.slm.sampling;

import dev.weir.slm.Sampling;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The tokens of one generation so far, and what a sampling takes from their logits for it. */
final class History {

    private final Sampling sampling;
    private final Map<Integer, Integer> places = new HashMap<>();
    private int[] ids = {};
    private int[] written = {};

    /** The prompt's tokens count for the repetition penalty only. */
    History(Sampling sampling, long[] prompt) {
        this.sampling = sampling;
        if (sampling.repetitionPenalty() != 1) {
            for (long id : prompt) {
                place((int) id);
            }
        }
    }

    /** A token was written. */
    void add(int id) {
        if (sampling.repetitionPenalty() != 1 || sampling.presencePenalty() != 0 || sampling.frequencyPenalty() != 0) {
            int place = place(id);
            written[place]++;
        }
    }

    /** Applies the penalties and the bias. */
    void adjust(float[] logits) {
        for (int i = 0; i < places.size(); i++) {
            int id = ids[i];
            if (id >= 0 && id < logits.length) {
                logits[id] = penalised(logits[id], written[i]);
            }
        }
        sampling.logitBias().forEach((id, bias) -> {
            if (id < logits.length) {
                logits[id] += bias.floatValue();
            }
        });
    }

    private float penalised(float logit, int times) {
        double repetition = sampling.repetitionPenalty();
        double value = logit < 0 ? logit * repetition : logit / repetition;
        return (float) (value - (times > 0 ? sampling.presencePenalty() : 0) - times * sampling.frequencyPenalty());
    }

    private int place(int id) {
        Integer known = places.get(id);
        if (known != null) {
            return known;
        }
        int place = places.size();
        if (place == ids.length) {
            ids = Arrays.copyOf(ids, Math.max(16, 2 * place));
            written = Arrays.copyOf(written, ids.length);
        }
        ids[place] = id;
        places.put(id, place);
        return place;
    }
}
