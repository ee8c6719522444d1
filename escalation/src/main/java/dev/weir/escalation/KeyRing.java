package dev.weir.escalation;

import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.EscalationException.Unavailable.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Several keys of one account, taken in turn. One that was rejected or limited rests while others serve; when all
 * rest, the one whose rest ends first is taken, so that a single key is always used.
 */
public final class KeyRing implements ApiKeys {

    private static final Duration REST_AFTER_REJECTION = Duration.ofMinutes(1);
    private static final Duration REST_AFTER_LIMIT = Duration.ofSeconds(5);
    private static final Duration LONGEST_REST = Duration.ofMinutes(5);

    private final Supplier<List<String>> keys;
    private final InstantSource clock;
    private final AtomicInteger turn = new AtomicInteger();
    private final Map<String, Instant> restingUntil = new ConcurrentHashMap<>();

    /** @param keys asked at every turn, so that keys come and go without a restart; it must not block */
    public KeyRing(Supplier<List<String>> keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public String next() {
        List<String> all = keys.get();
        if (all.isEmpty()) {
            return "";
        }
        Instant now = clock.instant();
        int first = Math.floorMod(turn.getAndIncrement(), all.size());
        for (int i = 0; i < all.size(); i++) {
            String key = all.get((first + i) % all.size());
            if (isFit(key, now)) {
                return key;
            }
        }
        return all.stream()
                .min(Comparator.comparing(key -> restingUntil.getOrDefault(key, now)))
                .orElseThrow();
    }

    @Override
    public boolean turnedAway(String key, Unavailable failure) {
        List<String> all = keys.get();
        restingUntil.keySet().retainAll(all);
        Instant now = clock.instant();
        restingUntil.put(key, now.plus(rest(failure)));
        return all.stream().anyMatch(other -> isFit(other, now));
    }

    private boolean isFit(String key, Instant now) {
        return !restingUntil.getOrDefault(key, Instant.MIN).isAfter(now);
    }

    private static Duration rest(Unavailable failure) {
        if (failure.reason() == Reason.KEY_REJECTED) {
            return REST_AFTER_REJECTION;
        }
        Duration asked = failure.retryAfter() == null ? REST_AFTER_LIMIT : failure.retryAfter();
        return asked.compareTo(LONGEST_REST) < 0 ? asked : LONGEST_REST;
    }
}
