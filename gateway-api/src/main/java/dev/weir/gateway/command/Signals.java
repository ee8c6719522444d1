package dev.weir.gateway.command;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Ends the process in order when it is told to: first the work, then the virtual machine. */
final class Signals {

    private static final int IMPATIENT = 130;

    private Signals() {}

    /** Runs {@code stop} on the first SIGINT or SIGTERM and exits with 0; a second signal ends the process at once. */
    static void onTermination(Runnable stop) {
        AtomicBoolean stopping = new AtomicBoolean();
        Runnable onSignal = () -> {
            if (stopping.getAndSet(true)) {
                Runtime.getRuntime().halt(IMPATIENT);
            }
            Thread.ofPlatform().name("weir-stop").start(() -> {
                stop.run();
                System.exit(0);
            });
        };
        List.of("INT", "TERM").forEach(name -> handle(name, onSignal));
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
