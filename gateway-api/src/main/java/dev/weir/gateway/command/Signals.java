package dev.weir.gateway.command;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Ends the process in order when it is told to: first the work, then the virtual machine. */
final class Signals {

    private static final int IMPATIENT = 130;

    private Signals() {}

    /**
     * Runs what {@code current} holds on the first SIGINT, SIGTERM or SIGHUP and exits with 0. A second signal, or one
     * that comes while there is nothing to stop yet, ends the process at once.
     */
    static void onTermination(Supplier<@Nullable Runnable> current) {
        AtomicBoolean stopping = new AtomicBoolean();
        Runnable onSignal = () -> {
            Runnable stop = current.get();
            if (stopping.getAndSet(true) || stop == null) {
                Runtime.getRuntime().halt(IMPATIENT);
                return;
            }
            Thread.ofPlatform().name("weir-stop").start(() -> {
                stop.run();
                System.exit(0);
            });
        };
        List.of("INT", "TERM", "HUP").forEach(name -> handle(name, onSignal));
    }

    /** {@code sun.misc.Signal} has no supported successor, and the compiler cannot be told to let it pass. */
    private static void handle(String name, Runnable onSignal) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (_, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            onSignal.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java has no signals", e);
        }
    }
}
