package dev.weir.gateway.http;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/** A response as it was sent. */
final class Recording {

    private final @Nullable HttpStatusCode status;
    private final HttpHeaders headers;
    private final byte[] body;

    /** Takes the array over. */
    Recording(@Nullable HttpStatusCode status, HttpHeaders headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    long size() {
        return body.length;
    }

    /** Sends it again, and says whose answer it was. */
    Mono<Void> sendAgain(ServerHttpResponse response) {
        headers.forEach((name, values) -> {
            if (!name.equalsIgnoreCase(WeirHeaders.REQUEST_ID)) {
                response.getHeaders().put(name, List.copyOf(values));
            }
        });
        String first = headers.getFirst(WeirHeaders.REQUEST_ID);
        if (first != null) {
            response.getHeaders().set(WeirHeaders.REPEATS, first);
        }
        response.setStatusCode(status);
        DataBuffer buffer = response.bufferFactory().wrap(body);
        return response.writeWith(Mono.just(buffer));
    }
}
