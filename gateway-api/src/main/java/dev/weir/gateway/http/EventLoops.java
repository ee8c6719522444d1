package dev.weir.gateway.http;

import java.util.concurrent.atomic.AtomicReference;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Finds the thread that owns a request's connection. A response that ends on any other thread races with the next
 * request on the same connection: Reactor Netty 1.3.7 then takes that request into the exchange that is just ending,
 * and never answers it.
 */
final class EventLoops {

    private EventLoops() {}

    static Scheduler of(ServerHttpRequest request) {
        AtomicReference<Scheduler> found = new AtomicReference<>(Schedulers.immediate());
        HttpServerRequest served = ServerHttpRequestDecorator.getNativeRequest(request);
        served.withConnection(connection -> found.set(schedulerOf(connection)));
        return found.get();
    }

    private static Scheduler schedulerOf(Connection connection) {
        return Schedulers.fromExecutor(connection.channel().eventLoop());
    }
}
