package dev.weir.escalation.langchain;

import dev.weir.escalation.ApiKeys;
import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.EscalationException.Unavailable.Reason;
import dev.weir.escalation.http.ProviderConnection;
import dev.weir.escalation.http.ProviderRequest;
import dev.weir.escalation.http.ServerSentEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A connection whose requests show a key, chosen anew for each. */
final class KeyedConnection {

    private static final Pattern VISIBLE_ASCII = Pattern.compile("[\\x21-\\x7e]+");

    private final ProviderConnection connection;
    private final ApiKeys keys;
    private final Credential credential;

    KeyedConnection(ProviderConnection connection, ApiKeys keys, Credential credential) {
        this.connection = connection;
        this.keys = keys;
        this.credential = credential;
    }

    Mono<byte[]> exchange(ProviderRequest request) {
        return withKey(request, connection::exchange).singleOrEmpty();
    }

    Flux<ServerSentEvent> events(ProviderRequest request) {
        return withKey(request, connection::events);
    }

    private <T> Flux<T> withKey(
            ProviderRequest request, Function<ProviderRequest, org.reactivestreams.Publisher<T>> sending) {
        return Flux.defer(() -> {
            String key = keys.next().strip();
            return Flux.from(sending.apply(keyed(request, key)))
                    .onErrorMap(Unavailable.class, failure -> afterTurningAway(key, failure));
        });
    }

    private ProviderRequest keyed(ProviderRequest request, String key) {
        if (key.isEmpty()) {
            return request;
        }
        // Refused here, because the HTTP library would quote the key in its complaint.
        if (!VISIBLE_ASCII.matcher(key).matches()) {
            throw new Unavailable(Reason.KEY_REJECTED, null, null);
        }
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(request.headers());
        credential.of(request, key).forEach((name, value) -> headers.put(name, List.of(value)));
        return new ProviderRequest(request.url(), headers, request.body());
    }

    /** Where only this key was turned away and there is another, nobody need wait. */
    private Unavailable afterTurningAway(String key, Unavailable failure) {
        boolean concernsTheKey = failure.reason() == Reason.KEY_REJECTED || failure.reason() == Reason.LIMITED;
        return concernsTheKey && keys.turnedAway(key, failure)
                ? new Unavailable(failure.reason(), Duration.ZERO, failure)
                : failure;
    }
}
