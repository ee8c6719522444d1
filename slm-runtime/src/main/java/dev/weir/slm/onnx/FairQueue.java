package dev.weir.slm.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait, first come first served within a tenant, and the tenants in turn: one that sends a thousand
 * requests delays another's only one by one of its own. Not thread-safe.
 */
final class FairQueue {

    private final Map<String, Queue<Job>> byTenant = new LinkedHashMap<>();
    private int size;

    int size() {
        return size;
    }

    void add(Job job) {
        byTenant.computeIfAbsent(job.request().tenant(), _ -> new ArrayDeque<>())
                .add(job);
        size++;
    }

    /** Removes the next one; null if there is none. */
    @Nullable
    Job poll() {
        if (byTenant.isEmpty()) {
            return null;
        }
        Map.Entry<String, Queue<Job>> turn = byTenant.entrySet().iterator().next();
        Job job = turn.getValue().remove();
        byTenant.remove(turn.getKey());
        if (!turn.getValue().isEmpty()) {
            byTenant.put(turn.getKey(), turn.getValue());
        }
        size--;
        return job;
    }

    List<Job> all() {
        List<Job> all = new ArrayList<>();
        byTenant.values().forEach(all::addAll);
        return all;
    }

    void removeAll(Collection<Job> gone) {
        byTenant.values().forEach(jobs -> jobs.removeIf(gone::contains));
        byTenant.values().removeIf(Queue::isEmpty);
        size = all().size();
    }
}
