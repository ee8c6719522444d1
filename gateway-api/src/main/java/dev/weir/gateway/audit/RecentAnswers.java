package dev.weir.gateway.audit;

import dev.weir.gateway.routing.RouteId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The last answers, by request id, so that whoever got one can still say whether it was right. Any thread. */
public final class RecentAnswers {

    private final int most;
    private final Map<String, Answered> answers = new HashMap<>();
    private final Deque<String> order = new ArrayDeque<>();

    /** @param most how many are remembered */
    public RecentAnswers(int most) {
        this.most = most;
    }

    void add(String requestId, Answered answered) {
        Answered forgotten;
        synchronized (this) {
            // Callers choose their ids, and may choose one twice.
            forgotten = answers.put(requestId, answered);
            if (forgotten == null) {
                order.add(requestId);
                forgotten = order.size() > most ? answers.remove(order.remove()) : null;
            }
        }
        if (forgotten != null) {
            forgotten.forgotten().run();
        }
    }

    /** Null when it is unknown or too old. */
    synchronized @Nullable Answered find(String requestId) {
        return answers.get(requestId);
    }

    /**
     * One answer.
     *
     * @param draft what the local tier wrote, served or not
     * @param served whether the draft was the answer
     * @param label takes what someone says of the draft
     * @param forgotten is run when nobody can say anything any more
     */
    record Answered(RouteId route, String draft, boolean served, Consumer<Boolean> label, Runnable forgotten) {}
}
