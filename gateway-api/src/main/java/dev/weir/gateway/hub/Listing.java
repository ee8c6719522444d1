package dev.weir.gateway.hub;

import dev.weir.gateway.shelf.ModelId;
import java.util.List;

/**
 * What the hub has of a model.
 *
 * @param commit that the revision stands for now
 */
record Listing(ModelId id, String commit, List<String> files) {

    Listing {
        files = List.copyOf(files);
    }
}
