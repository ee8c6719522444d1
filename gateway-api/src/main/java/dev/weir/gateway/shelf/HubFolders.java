package dev.weir.gateway.shelf;

import dev.weir.slm.ModelFolder;
import java.nio.file.Path;
import java.util.Map;

/** The folders that {@code hub:org/model} names. Only the cache is asked, never the network. */
public final class HubFolders {

    private final Map<String, String> environment;

    public HubFolders(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Finds a folder; its name is the model's, not that of its revision.
     *
     * @throws ShelfException if the model was not pulled
     */
    public ModelFolder find(String text) {
        HubReference reference = HubReference.parse(text);
        HubHome home = HubHome.of(environment, Path.of(System.getProperty("user.home")));
        return ModelFolder.at(new HubCache(home.cache()).find(reference), reference.name());
    }
}
