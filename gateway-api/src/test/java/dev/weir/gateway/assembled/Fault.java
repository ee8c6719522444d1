package dev.weir.gateway.assembled;

import dev.weir.escalation.testing.ProviderExchange;
import dev.weir.escalation.testing.ProviderScript;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What goes wrong at a provider, and every way in which it may then end for a caller who has no draft to fall back on. */
enum Fault {
    REFUSED("no server listens at its address", null, Set.of("503 hosted_unavailable")),
    UNKNOWN_HOST("its host name does not exist", null, Set.of("503 hosted_unavailable", "504 deadline_exceeded")),
    NO_TLS(
            "it speaks no TLS where TLS is expected",
            ProviderScript.silence(),
            Set.of("503 hosted_unavailable", "504 deadline_exceeded")),
    HALF_OPEN("it accepts the connection and never reads", null, Set.of("504 deadline_exceeded")),
    RESET("it resets the connection after the request", ProviderExchange::reset, Set.of("503 hosted_unavailable")),
    SLOW_HEADERS("its headers begin and never end", Fault::slowHeaders, Set.of("504 deadline_exceeded")),
    SILENT("it never answers", ProviderScript.silence(), Set.of("504 deadline_exceeded")),
    SLOW_FIRST_BYTE("its headers come, its body never", Fault::slowFirstByte, Set.of("504 deadline_exceeded")),
    STALLED(
            "its answer begins and never goes on",
            Fault::stalled,
            Set.of("504 deadline_exceeded"),
            Set.of("broken off after text")),
    CUT(
            "its answer begins and the connection closes",
            Fault::cut,
            Set.of("503 hosted_unavailable"),
            Set.of("broken off after text")),
    MALFORMED(
            "its answer begins, then comes something that is no JSON",
            Fault::malformed,
            Set.of("503 hosted_unavailable"),
            Set.of("broken off after text")),
    WRONG_TYPE(
            "it answers with a web page",
            exchange -> exchange.whole(200, "text/html", "<html>"),
            Set.of("503 hosted_unavailable")),
    INVALID_JSON("it answers with half an object", Fault::halfAnObject, Set.of("503 hosted_unavailable")),
    ENDLESS(
            "its answer never stops growing",
            Fault::endless,
            Set.of("503 hosted_unavailable", "504 deadline_exceeded")),
    LIMITED(
            "it limits its callers and says until when",
            ProviderScript.json(429, "{}", "retry-after: 60"),
            Set.of("429 rate_limit_exceeded")),
    LIMITED_SILENTLY(
            "it limits its callers and does not say until when",
            ProviderScript.json(429, "{}"),
            Set.of("429 rate_limit_exceeded")),
    STATUS_500("it fails", ProviderScript.json(500, "{}"), Set.of("503 hosted_unavailable")),
    STATUS_502("its gateway fails", ProviderScript.json(502, "{}"), Set.of("503 hosted_unavailable")),
    STATUS_503("it is overloaded", ProviderScript.json(503, "{}"), Set.of("503 hosted_unavailable")),
    STATUS_529("it is overloaded, in its own words", ProviderScript.json(529, "{}"), Set.of("503 hosted_unavailable"));

    private static final String EVENTS = "content-type: text/event-stream";
    private static final String JSON = "content-type: application/json";
    /** An open breaker turns away whoever comes next, and a deadline may pass between two attempts. */
    private static final Set<String> ALWAYS = Set.of("503 hosted_unavailable", "504 deadline_exceeded");

    private static final int PART = 1 << 20;

    private final String meaning;
    private final @Nullable ProviderScript script;
    private final Set<String> whole;
    private final Set<String> streamed;

    Fault(String meaning, @Nullable ProviderScript script, Set<String> both) {
        this(meaning, script, both, both);
    }

    Fault(String meaning, @Nullable ProviderScript script, Set<String> whole, Set<String> streamed) {
        this.meaning = meaning;
        this.script = script;
        this.whole = whole;
        this.streamed = streamed;
    }

    /** As in a route's name. */
    String route() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String meaning() {
        return meaning;
    }

    /** Null where there is no server, or none that reads. */
    @Nullable
    ProviderScript script() {
        return script;
    }

    /** What a caller may get as long as the breaker is closed; one of these must come. */
    Set<String> outcomes(boolean stream) {
        return stream ? streamed : whole;
    }

    /** Whether a caller may get this. */
    boolean allows(String outcome, boolean stream) {
        return outcomes(stream).contains(outcome) || ALWAYS.contains(outcome);
    }

    /** Whether part of an answer reaches the caller, after which nothing may be sent again. */
    boolean delivers(boolean stream) {
        return stream && streamed.contains("broken off after text");
    }

    private static boolean wantsStream(ProviderExchange exchange) {
        return exchange.request().body().contains("\"stream\":true");
    }

    private static void begin(ProviderExchange exchange) throws IOException {
        exchange.head(200, wantsStream(exchange) ? EVENTS : JSON);
        if (wantsStream(exchange)) {
            exchange.event(Provider.role());
            exchange.event(Provider.text("Shall I "));
        } else {
            exchange.part("{\"id\":");
        }
    }

    private static void slowHeaders(ProviderExchange exchange) throws IOException {
        exchange.raw("HTTP/1.1 200 OK\r\ncontent-ty");
        exchange.untilClientLeaves();
    }

    private static void slowFirstByte(ProviderExchange exchange) throws IOException {
        exchange.head(200, wantsStream(exchange) ? EVENTS : JSON);
        exchange.untilClientLeaves();
    }

    private static void stalled(ProviderExchange exchange) throws IOException {
        begin(exchange);
        exchange.untilClientLeaves();
    }

    private static void cut(ProviderExchange exchange) throws IOException {
        begin(exchange);
        exchange.cut();
    }

    private static void malformed(ProviderExchange exchange) throws IOException {
        begin(exchange);
        exchange.event("{\"choices\": oops");
        exchange.end();
    }

    private static void halfAnObject(ProviderExchange exchange) throws IOException {
        if (wantsStream(exchange)) {
            exchange.head(200, EVENTS);
            exchange.event("{\"choices\":");
            exchange.end();
        } else {
            exchange.whole(200, "application/json", "{\"choices\":");
        }
    }

    /** Until the gateway has had enough. */
    private static void endless(ProviderExchange exchange) throws IOException {
        exchange.head(200, wantsStream(exchange) ? EVENTS : JSON);
        exchange.part(wantsStream(exchange) ? "data: " : "\"");
        byte[] part = "x".repeat(PART).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        while (true) {
            exchange.part(part);
        }
    }
}
