package dev.weir.gateway.command;

import dev.weir.gateway.config.UnknownProperties;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ApplicationListener;

/** The gateway as a process: started with one sentence for whatever stands in the way, stopped in order. */
final class Server {

    private static final int FAILED = 1;

    private final Class<?> application;

    Server(Class<?> application) {
        this.application = application;
    }

    /** Returns 0 once the server runs; it goes on until a signal stops it. */
    int start(List<String> arguments) {
        Optional<String> misspelt = UnknownProperties.inEnvironment(System.getenv(), System.getProperties());
        if (misspelt.isPresent()) {
            System.err.println("weir: " + misspelt.get());
            return FAILED;
        }
        SpringApplication spring = new SpringApplication(application);
        spring.setBannerMode(Banner.Mode.OFF);
        // Hooks run beside ONNX Runtime's own, which frees its memory under a running model; signals are ours instead.
        spring.setRegisterShutdownHook(false);
        AtomicReference<@Nullable Runnable> stop = new AtomicReference<>();
        Signals.onTermination(stop::get);
        spring.addListeners(new Started(stop));
        try {
            spring.run(arguments.toArray(String[]::new));
            return 0;
        } catch (RuntimeException failure) {
            System.err.println("weir: " + StartFailures.sentenceFor(failure));
            return FAILED;
        }
    }

    /**
     * Makes the running application stoppable before the log says that it is ready: whoever reads that may stop it at
     * once.
     */
    private record Started(AtomicReference<@Nullable Runnable> stop)
            implements ApplicationListener<ApplicationStartedEvent> {

        @Override
        public void onApplicationEvent(ApplicationStartedEvent started) {
            stop.set(new Shutdown((ReactiveWebServerApplicationContext) started.getApplicationContext()));
        }
    }
}
