package dev.weir.gateway.command;

import dev.weir.gateway.config.UnknownProperties;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

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
        try {
            ConfigurableApplicationContext context = spring.run(arguments.toArray(String[]::new));
            stop.set(context::close);
            return 0;
        } catch (RuntimeException failure) {
            System.err.println("weir: " + StartFailures.sentenceFor(failure));
            return FAILED;
        }
    }
}
