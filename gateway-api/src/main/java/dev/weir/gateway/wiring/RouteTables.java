package dev.weir.gateway.wiring;

import dev.weir.gateway.config.ConfigurationException;
import dev.weir.gateway.config.GatewayConfig;
import dev.weir.gateway.config.HostedReference;
import dev.weir.gateway.config.RouteConfig;
import dev.weir.gateway.dossier.DossierFolder;
import dev.weir.gateway.routing.HostedTier;
import dev.weir.gateway.routing.Route;
import dev.weir.gateway.routing.Route.OnHostedUnavailable;
import dev.weir.gateway.routing.RouteId;
import dev.weir.gateway.routing.RouteTable;
import dev.weir.gateway.routing.Standing;
import dev.weir.gateway.routing.TierName;
import dev.weir.gateway.wiring.LocalModels.LocalModel;
import dev.weir.gateway.wiring.RouteStarts.Start;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns the operator's routes into the router's, and lists every broken reference among them at once. */
final class RouteTables {

    private static final String GENERAL_ROUTE = "auto";

    private final GatewayConfig config;
    private final LocalModels locals;
    private final HostedProviders hosted;
    private final RouteStandings standings;
    private final RouteStarts starts;
    private final List<String> broken = new ArrayList<>();

    private RouteTables(GatewayConfig config, LocalModels locals, HostedProviders hosted, RouteStandings standings) {
        this.config = config;
        this.locals = locals;
        this.hosted = hosted;
        this.standings = standings;
        this.starts = new RouteStarts(new DossierFolder(config.dataDirectory()));
    }

    static RouteTable build(
            GatewayConfig config, LocalModels locals, HostedProviders hosted, RouteStandings standings) {
        return new RouteTables(config, locals, hosted, standings).build();
    }

    private RouteTable build() {
        List<Route> routes = new ArrayList<>();
        new TreeMap<>(config.routes()).forEach((name, route) -> routes.add(route(name, route)));
        if (config.api().allowPins()) {
            locals.all().forEach(model -> routes.add(pinned(model)));
            hosted.all().forEach((name, tier) -> routes.add(pinned(name, tier)));
        }
        Set<String> names = routes.stream().map(route -> route.id().value()).collect(Collectors.toSet());
        config.aliases().forEach((alias, name) -> checkAlias(alias, name, names));
        if (!broken.isEmpty()) {
            throw new ConfigurationException(String.join("; ", broken) + ".");
        }
        return new RouteTable(routes, config.aliases());
    }

    private void checkAlias(String alias, String name, Set<String> routes) {
        if (!routes.contains(name)) {
            broken.add("weir.aliases.%s leads to '%s', which is no route".formatted(alias, name));
        }
        if (routes.contains(alias)) {
            broken.add("weir.aliases.%s has the name of a route".formatted(alias));
        }
    }

    private Route route(String name, RouteConfig route) {
        if (name.startsWith("local/") || name.startsWith("hosted/")) {
            broken.add("weir.routes[%s] begins with local/ or hosted/, as only pinned tiers do".formatted(name));
        }
        LocalModel local = localOf(name, route);
        Start start = local == null ? null : starts.of(name, route, local);
        HostedTier chain = hostedOf(name, route);
        return new Route(
                new RouteId(name),
                start == null ? null : start.tier(),
                chain,
                standingOf(name, route, start, chain),
                null,
                route.egress() == RouteConfig.Egress.DENY,
                switch (route.whenHostedUnavailable()) {
                    case KEEP -> OnHostedUnavailable.KEEP;
                    case FAIL -> OnHostedUnavailable.FAIL;
                });
    }

    /** Where nothing may leave, or nobody is there to ask, nothing can be learnt from traffic. */
    private Standing standingOf(String name, RouteConfig route, @Nullable Start start, @Nullable HostedTier chain) {
        if (start == null) {
            return Standing.fixed(null);
        }
        return route.errorTarget() == null || chain == null
                ? start.standing()
                : standings.earned(name, route, start, chain, locals);
    }

    private @Nullable LocalModel localOf(String name, RouteConfig route) {
        String inFront = name.equals(GENERAL_ROUTE) ? LocalModels.nameInFront(config) : null;
        String wanted = inFront == null ? route.local() : inFront;
        if (wanted == null) {
            return null;
        }
        LocalModel found = locals.find(wanted);
        if (found == null) {
            broken.add("weir.routes.%s.local is '%s', which is not among weir.local-models".formatted(name, wanted));
        }
        return found;
    }

    private @Nullable HostedTier hostedOf(String name, RouteConfig route) {
        for (HostedReference reference : route.hosted()) {
            if (!hosted.isKnown(reference.model())) {
                broken.add("weir.routes.%s.hosted has '%s', which is not 'provider/model' with a provider among"
                                .formatted(name, reference)
                        + " weir.providers");
            }
        }
        return broken.isEmpty() && route.egress() == RouteConfig.Egress.ALLOW ? hosted.chain(route.hosted()) : null;
    }

    private static Route pinned(LocalModel model) {
        return new Route(
                new RouteId("local/" + model.name()),
                model.tier(),
                null,
                Standing.fixed(null),
                TierName.LOCAL,
                true,
                OnHostedUnavailable.FAIL);
    }

    private static Route pinned(String name, HostedTier tier) {
        return new Route(
                new RouteId("hosted/" + name),
                null,
                tier,
                Standing.fixed(null),
                TierName.HOSTED,
                false,
                OnHostedUnavailable.FAIL);
    }
}
