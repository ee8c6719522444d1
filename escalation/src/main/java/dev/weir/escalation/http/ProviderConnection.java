package dev.weir.escalation.http;

import dev.weir.escalation.EscalationException;
import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.HostedOptions;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/**
 * The way to one provider: a bounded pool of HTTP/1.1 connections. Nothing is sent until subscription; cancelling
 * closes the connection at once, whatever it is doing; nothing is read from it that nobody has asked for. Every error
 * is an {@link EscalationException}.
 *
 * <p>Nothing is sent again in here, not even on a pooled connection that turns out dead: who retries must know of it.
 */
public final class ProviderConnection implements AutoCloseable {

    private static final String SERVER_SENT_EVENTS = "event-stream";
    private static final String AMAZON_EVENTS = "amazon.eventstream";
    private static final int MAX_ANSWER_BYTES = 32 * 1024 * 1024;
    private static final int MAX_EVENT_BYTES = 16 * 1024 * 1024;
    private static final int MAX_ERROR_BYTES = 64 * 1024;
    private static final int MAX_HEADER_BYTES = 32 * 1024;
    private static final Duration ERROR_BODY_PATIENCE = Duration.ofSeconds(2);
    /** Between the end marker and the end of the connection's answer; in time, the connection can be used again. */
    private static final Duration GOODBYE_PATIENCE = Duration.ofMillis(100);

    private static final Duration MAX_IDLE = Duration.ofSeconds(20);

    private final HostedOptions options;
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final ConnectionProvider pool;
    private final HttpClient client;
    private final Scheduler timer;
    private final ProviderErrors errors;

    private ProviderConnection(HostedOptions options, Scheduler timer, InstantSource clock) {
        this.options = options;
        this.pool = ConnectionProvider.builder("hosted-" + options.name())
                .maxConnections(options.maxConcurrentCalls())
                .pendingAcquireMaxCount(options.maxConcurrentCalls())
                .pendingAcquireTimeout(options.connectTimeout())
                .maxIdleTime(MAX_IDLE)
                .evictInBackground(MAX_IDLE)
                .lifo()
                .build();
        this.client = client(options, pool).channelGroup(channels);
        this.timer = timer;
        this.errors = new ProviderErrors(clock);
    }

    public static ProviderConnection open(HostedOptions options, Scheduler timer, InstantSource clock) {
        return new ProviderConnection(options, timer, clock);
    }

    private static HttpClient client(HostedOptions options, ConnectionProvider pool) {
        HttpClient plain = HttpClient.create(pool)
                .protocol(HttpProtocol.HTTP11)
                .disableRetry(true)
                .compress(true)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(options.connectTimeout().toMillis()))
                .httpResponseDecoder(decoder -> decoder.maxHeaderSize(MAX_HEADER_BYTES));
        boolean secure = "https".equalsIgnoreCase(options.baseUrl().getScheme());
        return secure ? withTls(plain, options.connectTimeout()) : plain;
    }

    private static HttpClient withTls(HttpClient plain, Duration handshakeTimeout) {
        GenericSslContextSpec<?> platformTrust = Http11SslContextSpec.forClient();
        return plain.secure(tls -> tls.sslContext(platformTrust).handshakeTimeout(handshakeTimeout));
    }

    /** The body of a successful JSON answer. */
    public Mono<byte[]> exchange(ProviderRequest request) {
        return Mono.defer(() -> {
            Patience patience = new Patience(options.firstByteTimeout(), options.totalTimeout(), timer);
            Flux<byte[]> body = send(request, HttpHeaderValues.GZIP, patience).response(expecting("json", bytes -> {
                patience.heard();
                return collect(bytes, MAX_ANSWER_BYTES);
            }));
            return patience.over(body).single().onErrorMap(ProviderErrors::of);
        });
    }

    /** The events of a successful stream, up to and with its end marker, if it sends one. */
    public Flux<ServerSentEvent> events(ProviderRequest request) {
        return Flux.defer(() -> {
            Patience patience = new Patience(options.firstByteTimeout(), options.idleTimeout(), timer);
            // A compressed stream would be delivered in the compressor's rhythm, not in the model's.
            Flux<ServerSentEvent> events =
                    send(request, HttpHeaderValues.IDENTITY, patience).response(this::readEvents);
            return untilEndMarker(patience.over(events)).onErrorMap(ProviderErrors::of);
        });
    }

    private HttpClient.ResponseReceiver<?> send(ProviderRequest request, CharSequence encoding, Patience patience) {
        return client.post().uri(request.url()).send((outgoing, channel) -> {
            outgoing.requestHeaders().set(HttpHeaderNames.ACCEPT_ENCODING, encoding);
            request.headers().forEach(outgoing.requestHeaders()::set);
            patience.sent();
            return channel.send(Mono.fromSupplier(
                    () -> Unpooled.wrappedBuffer(request.body().getBytes(StandardCharsets.UTF_8))));
        });
    }

    private Publisher<ServerSentEvent> readEvents(HttpClientResponse head, ByteBufFlux body) {
        boolean amazons =
                isOfType(AMAZON_EVENTS, head) && head.responseHeaders().contains(HttpHeaderNames.CONTENT_TYPE);
        Function<HeldBytes, EventDecoder> decoders =
                amazons ? _ -> new AmazonEventDecoder(MAX_EVENT_BYTES) : SseDecoder::new;
        return this.<ServerSentEvent>expecting(
                        amazons ? AMAZON_EVENTS : SERVER_SENT_EVENTS, bytes -> decode(bytes, decoders))
                .apply(head, body);
    }

    private <T> BiFunction<HttpClientResponse, ByteBufFlux, Publisher<T>> expecting(
            String mediaType, Function<ByteBufFlux, Publisher<T>> reader) {
        return (head, body) -> {
            int status = head.status().code();
            if (status != 200) {
                return failure(head, body);
            }
            return isOfType(mediaType, head)
                    ? reader.apply(body)
                    : Mono.error(new Unavailable(Unavailable.Reason.FAILING, null, null));
        };
    }

    private <T> Mono<T> failure(HttpClientResponse head, ByteBufFlux body) {
        return collect(body, MAX_ERROR_BYTES)
                .timeout(ERROR_BODY_PATIENCE, timer)
                .onErrorReturn(new byte[0])
                .flatMap(bytes -> Mono.error(errors.of(head.status().code(), head.responseHeaders(), bytes)));
    }

    private static boolean isOfType(String mediaType, HttpClientResponse head) {
        String declared = head.responseHeaders().get(HttpHeaderNames.CONTENT_TYPE);
        return declared == null || declared.toLowerCase(Locale.ROOT).contains(mediaType);
    }

    private static Mono<byte[]> collect(ByteBufFlux body, int limitBytes) {
        return Mono.defer(() -> {
            HeldBytes held = new HeldBytes(limitBytes);
            return body.asByteArray()
                    .collect(ByteArrayOutputStream::new, (all, bytes) -> {
                        held.add(bytes.length);
                        all.writeBytes(bytes);
                    })
                    .map(ByteArrayOutputStream::toByteArray)
                    .doFinally(_ -> held.release());
        });
    }

    /** @param decoders makes the stream's own decoder, which counts what it holds */
    static Flux<ServerSentEvent> decode(ByteBufFlux body, Function<HeldBytes, EventDecoder> decoders) {
        return Flux.defer(() -> {
            HeldBytes held = new HeldBytes(MAX_EVENT_BYTES);
            EventDecoder decoder = decoders.apply(held);
            return body.asByteArray()
                    .map(decoder::decode)
                    .concatWith(Mono.fromSupplier(decoder::end))
                    .doFinally(_ -> held.release())
                    // Unlike concatMapIterable, this lets no error overtake what came before it.
                    .concatMapDelayError(Flux::fromIterable, 1);
        });
    }

    private Flux<ServerSentEvent> untilEndMarker(Flux<ServerSentEvent> events) {
        Sinks.Empty<Void> ended = Sinks.empty();
        return events.doOnNext(event -> {
                    if (event.isEndMarker()) {
                        ended.tryEmitEmpty();
                    }
                })
                .takeUntilOther(ended.asMono().then(Mono.delay(GOODBYE_PATIENCE, timer)))
                .onErrorComplete(_ -> Boolean.TRUE.equals(ended.scan(Scannable.Attr.TERMINATED)));
    }

    /** Closes every connection; calls under way break off. */
    @Override
    public void close() {
        pool.dispose();
        var _ = channels.close();
    }
}
