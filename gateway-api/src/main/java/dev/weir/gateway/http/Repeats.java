package dev.weir.gateway.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Answers a request that comes again with the answer that it got the first time, so that nobody pays twice. Callers mark
 * such requests with {@code idempotency-key}. Safe for any number of threads.
 */
final class Repeats {

    static final Duration REMEMBERED = Duration.ofHours(1);

    private static final int LONGEST_KEY = 255;

    private final long memory;
    private final InstantSource clock;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long held;

    /** @param memory bytes of answers that may be kept; the oldest go first */
    Repeats(long memory, InstantSource clock) {
        this.memory = memory;
        this.clock = clock;
    }

    /**
     * Does the work, unless it has been done.
     *
     * @param body what the caller sent, as it was
     * @param work answers the exchange that it is given
     */
    Mono<Void> once(ServerWebExchange exchange, String body, Function<ServerWebExchange, Mono<Void>> work) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        String key = headers.getFirst(WeirHeaders.IDEMPOTENCY_KEY);
        if (key == null || memory == 0) {
            return work.apply(exchange);
        }
        if (key.isBlank() || key.length() > LONGEST_KEY) {
            throw ProblemException.invalidValue(WeirHeaders.IDEMPOTENCY_KEY, "it must have 1 to 255 characters");
        }
        String path = exchange.getRequest().getPath().value();
        // A key is its caller's own: with another credential it is another key.
        String name = digest(path, key, String.valueOf(headers.getFirst(HttpHeaders.AUTHORIZATION)));
        String asked = digest(
                body,
                String.valueOf(headers.getFirst(WeirHeaders.TIER)),
                String.valueOf(headers.getFirst(WeirHeaders.EGRESS)));
        return Mono.defer(() -> {
            Recording first = claim(name, asked);
            return first == null ? doFirst(name, exchange, work) : first.sendAgain(exchange.getResponse());
        });
    }

    private Mono<Void> doFirst(String name, ServerWebExchange exchange, Function<ServerWebExchange, Mono<Void>> work) {
        RecordingResponse response = new RecordingResponse(exchange.getResponse(), memory);
        ServerWebExchange recorded = exchange.mutate().response(response).build();
        return Mono.defer(() -> work.apply(recorded))
                .doOnSuccess(_ -> keep(name, AccessLog.isBrokenOff(exchange) ? null : response.recording()))
                .doOnError(_ -> keep(name, null))
                .doOnCancel(() -> keep(name, null));
    }

    /** Null when this is the first request of that name, which now counts as running. */
    private synchronized @Nullable Recording claim(String name, String asked) {
        forgetTheOld();
        Entry entry = entries.get(name);
        if (entry == null) {
            entries.put(name, new Entry(asked, clock.instant(), null));
            return null;
        }
        if (!entry.asked().equals(asked)) {
            throw ProblemException.invalidValue(
                    WeirHeaders.IDEMPOTENCY_KEY, "it came before, with another request; each request needs its own");
        }
        if (entry.recording() == null) {
            throw new ProblemException(
                    Problem.STILL_RUNNING,
                    "The first request with this idempotency-key is still being answered.",
                    WeirHeaders.IDEMPOTENCY_KEY);
        }
        return entry.recording();
    }

    /** @param recording null when there is nothing to repeat, so that the next request is a first one again */
    private synchronized void keep(String name, @Nullable Recording recording) {
        Entry running = entries.remove(name);
        if (recording == null || running == null) {
            return;
        }
        entries.put(name, new Entry(running.asked(), clock.instant(), recording));
        held += recording.size();
        forgetTheOld();
    }

    private void forgetTheOld() {
        Instant oldest = clock.instant().minus(REMEMBERED);
        Iterator<Entry> all = entries.values().iterator();
        while (all.hasNext()) {
            Entry entry = all.next();
            Recording recording = entry.recording();
            if (recording != null && (held > memory || entry.since().isBefore(oldest))) {
                held -= recording.size();
                all.remove();
            }
        }
    }

    private static String digest(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** @param recording null while the first request runs */
    private record Entry(
            String asked, Instant since, @Nullable Recording recording) {}
}
