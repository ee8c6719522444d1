package dev.weir.gateway.routing;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Every name that a caller may write in {@code model}, and the route behind it. */
public final class RouteTable {

    private final Map<String, Route> routes = new LinkedHashMap<>();
    private final Map<String, String> aliases;

    /** @param aliases other names of routes; each must lead to a route in {@code routes} */
    public RouteTable(Collection<Route> routes, Map<String, String> aliases) {
        routes.forEach(route -> this.routes.put(route.id().value(), route));
        this.aliases = Map.copyOf(aliases);
    }

    /** Empty when the caller's word leads nowhere. */
    public Optional<Route> find(String askedModel) {
        return Optional.ofNullable(routes.get(aliases.getOrDefault(askedModel, askedModel)));
    }

    /** All names, routes first. */
    public List<String> names() {
        return Stream.concat(routes.keySet().stream(), aliases.keySet().stream().sorted())
                .toList();
    }

    public Collection<Route> routes() {
        return List.copyOf(routes.values());
    }
}
