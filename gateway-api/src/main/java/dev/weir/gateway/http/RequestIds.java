package dev.weir.gateway.http;

import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Gives each request an id, the caller's own if it sent a plain one, and tells it in every response. */
final class RequestIds implements WebFilter {

    private static final String ATTRIBUTE = RequestIds.class.getName();
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final Supplier<String> next;

    RequestIds(Supplier<String> next) {
        this.next = next;
    }

    static String of(ServerWebExchange exchange) {
        return Objects.requireNonNull(exchange.<String>getAttribute(ATTRIBUTE));
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String theirs = exchange.getRequest().getHeaders().getFirst(WeirHeaders.REQUEST_ID);
        String id = theirs != null && PLAIN.matcher(theirs).matches() ? theirs : next.get();
        exchange.getAttributes().put(ATTRIBUTE, id);
        exchange.getResponse().getHeaders().set(WeirHeaders.REQUEST_ID, id);
        return chain.filter(exchange);
    }
}
