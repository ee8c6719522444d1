package dev.weir.gateway.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.weir.gateway.routing.RouteTable;
import dev.weir.gateway.routing.UnknownModelException;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /v1/models}: every name that a request may carry in {@code model}. */
@RestController
final class ModelsController {

    private final RouteTable routes;
    private final long created;

    /** @param started reported as every model's creation time */
    ModelsController(RouteTable routes, Instant started) {
        this.routes = routes;
        this.created = started.getEpochSecond();
    }

    @GetMapping("/v1/models")
    ModelList all() {
        return new ModelList("list", routes.names().stream().map(this::model).toList());
    }

    /** A name may hold slashes, encoded or not. */
    @GetMapping({"/v1/models/{id}", "/v1/models/{tier}/{*id}"})
    Model one(@PathVariable(required = false) @org.jspecify.annotations.Nullable String tier, @PathVariable String id) {
        String name = tier == null ? id : tier + id;
        if (routes.find(name).isEmpty()) {
            throw new UnknownModelException(name);
        }
        return model(name);
    }

    private Model model(String id) {
        return new Model(id, "model", created, "weir");
    }

    /** OpenAI's list object. */
    record ModelList(String object, List<Model> data) {}

    /** OpenAI's model object. */
    record Model(
            String id,
            String object,
            long created,
            @JsonProperty("owned_by") String ownedBy) {}
}
