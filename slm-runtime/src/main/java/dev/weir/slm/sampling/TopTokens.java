package dev.weir.slm.sampling;

import dev.weir.slm.TokenEvidence.Alternative;
import java.util.ArrayList;
import java.util.List;

/** The few greatest logits among those offered, each with its token; for ids offered in ascending order. */
final class TopTokens {

    private final int[] ids;
    private final float[] logits;
    private int count;

    TopTokens(int most) {
        this.ids = new int[most];
        this.logits = new float[most];
    }

    /** Only a logit above this can still be among them; of equals the first offered stays. */
    float bar() {
        return count < ids.length ? Float.NEGATIVE_INFINITY : logits[count - 1];
    }

    void offer(int id, float logit) {
        if (!(logit > bar())) {
            return;
        }
        int place = count < ids.length ? count++ : count - 1;
        while (place > 0 && logits[place - 1] < logit) {
            ids[place] = ids[place - 1];
            logits[place] = logits[place - 1];
            place--;
        }
        ids[place] = id;
        logits[place] = logit;
    }

    int count() {
        return count;
    }

    int id(int place) {
        return ids[place];
    }

    float logit(int place) {
        return logits[place];
    }

    /** The first of them, with log-probabilities. */
    List<Alternative> alternatives(int most, double logSumExp) {
        List<Alternative> alternatives = new ArrayList<>(most);
        for (int place = 0; place < Math.min(most, count); place++) {
            alternatives.add(new Alternative(ids[place], (float) Math.min(0, logits[place] - logSumExp)));
        }
        return alternatives;
    }
}
