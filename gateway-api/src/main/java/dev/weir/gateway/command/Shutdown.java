package dev.weir.gateway.command;

import dev.weir.escalation.HostedModels;
import dev.weir.gateway.metering.Totals;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;

/**
 * Lets the running requests finish, says what was counted, then closes the application. Spring's own order closes
 * health, metrics and the log before the last request has ended; here they outlive it.
 */
record Shutdown(ReactiveWebServerApplicationContext application) implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger("weir");
    private static final Duration GOODBYE = Duration.ofSeconds(2);
    private static final String PATIENCE = "spring.lifecycle.timeout-per-shutdown-phase";

    @Override
    public void run() {
        AvailabilityChangeEvent.publish(application, ReadinessState.REFUSING_TRAFFIC);
        LOG.info("Stopping: no new requests, the running ones may finish.");
        drain(application.getEnvironment().getProperty(PATIENCE, Duration.class, Duration.ofSeconds(30)));
        Totals.of(application.getBean(MeterRegistry.class)).forEach(line -> LOG.info("Since the start: {}.", line));
        application.close();
    }

    private void drain(Duration patience) {
        CountDownLatch drained = new CountDownLatch(1);
        Objects.requireNonNull(application.getWebServer()).shutDownGracefully(_ -> drained.countDown());
        try {
            if (!drained.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("Requests still run after {} s; they are broken off now.", patience.toSeconds());
                // Before the server closes its side: so their callers still hear that the answer broke off.
                application.getBean(HostedModels.class).close();
                drained.await(GOODBYE.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
