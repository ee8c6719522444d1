package dev.weir.gateway.http;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/** One line per request: what was asked, what was decided, how long it took. Never any content. */
final class AccessLog implements WebFilter {

    private static final Logger LOG = LoggerFactory.getLogger("weir.access");
    private static final String BROKEN_OFF = AccessLog.class.getName();
    private static final String MANAGEMENT = "/actuator";
    private static final String LINE = "id={} method={} path={} status={} end={} route={} tier={} verdict={} ms={}";

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String path = exchange.getRequest().getPath().pathWithinApplication().value();
        if (path.startsWith(MANAGEMENT) || !LOG.isInfoEnabled()) {
            return chain.filter(exchange);
        }
        long started = System.nanoTime();
        return chain.filter(exchange).doFinally(signal -> log(exchange, path, signal, System.nanoTime() - started));
    }

    private static void log(ServerWebExchange exchange, String path, SignalType signal, long nanos) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        HttpStatusCode status = exchange.getResponse().getStatusCode();
        LOG.info(
                LINE,
                RequestIds.of(exchange),
                exchange.getRequest().getMethod(),
                path,
                status == null ? 200 : status.value(),
                endOf(exchange, signal),
                wordOf(headers, WeirHeaders.ROUTE),
                wordOf(headers, WeirHeaders.TIER),
                wordOf(headers, WeirHeaders.VERDICT),
                String.format(Locale.ROOT, "%.1f", nanos / 1e6));
    }

    /** Tells the log that a stream ended before its answer did. */
    static void noteBrokenOff(ServerWebExchange exchange) {
        exchange.getAttributes().put(BROKEN_OFF, true);
    }

    /** Whether a stream ended before its answer did. */
    static boolean isBrokenOff(ServerWebExchange exchange) {
        return exchange.getAttributes().containsKey(BROKEN_OFF);
    }

    private static String endOf(ServerWebExchange exchange, SignalType signal) {
        if (signal == SignalType.CANCEL) {
            return "cancelled";
        }
        return isBrokenOff(exchange) ? "broken_off" : "complete";
    }

    private static String wordOf(HttpHeaders headers, String name) {
        String word = headers.getFirst(name);
        return word == null ? "-" : word;
    }
}
