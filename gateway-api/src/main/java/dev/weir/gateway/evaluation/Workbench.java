package dev.weir.gateway.evaluation;

import java.util.List;

/** A route without the server around it, for commands that try its local model. */
public interface Workbench extends AutoCloseable {

    Setting<?> setting();

    /** Frees the models. */
    @Override
    void close();

    /** Opens workbenches. */
    @FunctionalInterface
    interface Opener {

        /**
         * Loads the local model of a route.
         *
         * @param model another model in its place: a name among those configured, or a folder; empty for its own
         * @param properties further arguments, as {@code weir serve} takes them
         */
        Workbench open(String route, String model, List<String> properties);
    }
}
