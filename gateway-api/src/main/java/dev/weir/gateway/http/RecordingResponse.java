package dev.weir.gateway.http;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Keeps a copy of what is sent, as long as that is not too much. Its buffers come one after the other. */
final class RecordingResponse extends ServerHttpResponseDecorator {

    private final long most;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean tooMuch;

    RecordingResponse(ServerHttpResponse response, long most) {
        super(response);
        this.most = most;
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> buffers) {
        return super.writeWith(Flux.from(buffers).doOnNext(this::record));
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> parts) {
        return super.writeAndFlushWith(
                Flux.from(parts).map(part -> Flux.from(part).doOnNext(this::record)));
    }

    /** Null when it was too much to keep. */
    @Nullable
    Recording recording() {
        return tooMuch ? null : new Recording(getStatusCode(), copy(getHeaders()), body.toByteArray());
    }

    private void record(DataBuffer buffer) {
        if (tooMuch || body.size() + buffer.readableByteCount() > most) {
            tooMuch = true;
            return;
        }
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.toByteBuffer(java.nio.ByteBuffer.wrap(bytes));
        body.writeBytes(bytes);
    }

    private static HttpHeaders copy(HttpHeaders headers) {
        HttpHeaders copied = new HttpHeaders();
        copied.putAll(headers);
        return copied;
    }
}
