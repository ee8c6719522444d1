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
        return turn() != null;
    }

    /** Removes the next one; a tenant whose first is not prepared yet loses no turn. Null if there is none. */
    @Nullable
    Job poll() {
        String tenant = turn();
        Queue<Job> jobs = tenant == null ? null : byTenant.remove(tenant);
        if (tenant == null || jobs == null) {
            return null;
        }
        Job job = jobs.remove();
        if (!jobs.isEmpty()) {
            byTenant.put(tenant, jobs);
        }
        size--;
        return job;
    }

    private @Nullable String turn() {
        return byTenant.entrySet().stream()
                .filter(entry -> entry.getValue().element().isPrepared())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
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
