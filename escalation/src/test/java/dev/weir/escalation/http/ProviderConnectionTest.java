package dev.weir.escalation.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.netty.ByteBufFlux;
import reactor.test.StepVerifier;

class ProviderConnectionTest {

    private static final byte[] THREE_EVENTS = "data: x\n\ndata: x\n\ndata: x\n\n".getBytes(StandardCharsets.UTF_8);

    @Test
    void readsAtMostOnePieceAheadOfItsCaller() {
        AtomicLong wanted = new AtomicLong();
        Flux<ByteBuf> pieces = Flux.range(0, 100)
                .map(_ -> Unpooled.wrappedBuffer(THREE_EVENTS))
                .cast(ByteBuf.class)
                .doOnRequest(wanted::addAndGet);

        StepVerifier.create(ProviderConnection.decode(ByteBufFlux.fromInbound(pieces), SseDecoder::new), 1)
                .expectNextCount(1)
                .then(() -> assertThat(wanted).hasValue(2))
                .thenRequest(3)
                .expectNextCount(3)
                .then(() -> assertThat(wanted).hasValue(3))
                .thenCancel()
                .verify();
    }
}
