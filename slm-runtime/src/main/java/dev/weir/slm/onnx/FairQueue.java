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

    /** Whether {@link #poll} would give one. */
    boolean hasPrepared() {
        return byTenant.values().stream().flatMap(Queue::stream).anyMatch(Job::isPrepared);
    }

    /** Removes the next one of those that are prepared; the others keep their place. Null if there is none. */
    @Nullable
    Job poll() {
        for (Map.Entry<String, Queue<Job>> entry : byTenant.entrySet()) {
            Job next = entry.getValue().stream()
                    .filter(Job::isPrepared)
                    .findFirst()
                    .orElse(null);
            if (next != null) {
                take(entry.getKey(), next);
                return next;
            }
        }
        return null;
    }

    private void take(String tenant, Job job) {
        Queue<Job> jobs = byTenant.remove(tenant);
        if (jobs != null && jobs.remove(job) && !jobs.isEmpty()) {
            byTenant.put(tenant, jobs);
        }
        size--;
    }

    List<Job> all() {
        List<Job> all = new ArrayList<>();
        byTenant.values().forEach(all::addAll);
        return all;
    }

    void removeAll(Collection<Job> gone) {
        if (gone.isEmpty()) {
            return;
        }
        byTenant.values().forEach(jobs -> jobs.removeIf(gone::contains));
        byTenant.values().removeIf(Queue::isEmpty);
        size = all().size();
    }
}
