package dev.weir.gateway.wiring;

import dev.weir.gateway.config.GatewayConfig;
import dev.weir.gateway.ledger.PriceList;
import dev.weir.gateway.routing.Route;
import dev.weir.gateway.routing.RouteTable;
import dev.weir.gateway.routing.Threshold;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

/** Says at start what will run: one line per route and model, and one sentence for each thing that is missing. */
final class StartReport {

    private static final Logger LOG = LoggerFactory.getLogger("weir");

    private final GatewayConfig config;
    private final RouteTable routes;
    private final LocalModels locals;
    private final HostedProviders hosted;
    private final PriceList prices;

    StartReport(GatewayConfig config, RouteTable routes, LocalModels locals, HostedProviders hosted, PriceList prices) {
        this.config = config;
        this.routes = routes;
        this.locals = locals;
        this.hosted = hosted;
        this.prices = prices;
    }

    /** @param took from the start of the virtual machine until now */
    void log(Environment environment, Duration took) {
        LOG.info("Configuration: {}", config);
        locals.all().forEach(model -> LOG.info("Local model {}: {}.", model.name(), model.description()));
        routes.routes().stream().filter(route -> route.pin() == null).forEach(this::log);
        if (!hosted.isAnyConfigured()) {
            LOG.warn("No hosted provider is configured, so nothing can escalate: set OPENAI_API_KEY or OPENAI_BASE_URL,"
                    + " or weir.providers in config/application.yml.");
        }
        hosted.all().keySet().stream()
                .filter(model -> !prices.knows(model))
                .forEach(model -> LOG.warn(
                        "The hosted model {} has no price, so its cost is not counted: set weir.prices.[{}].",
                        model,
                        model));
        LOG.info(
                "Ready after {} s: the API is on http://{}:{}/v1, health and metrics are on http://{}:{}/actuator.",
                String.format(Locale.ROOT, "%.1f", took.toMillis() / 1e3),
                environment.getProperty("server.address"),
                environment.getProperty("local.server.port"),
                environment.getProperty("management.server.address"),
                environment.getProperty("local.management.port"));
    }

    private void log(Route route) {
        Threshold threshold = route.standing().threshold();
        LOG.info(
                "Route {}: local {}, threshold {}, hosted {}.",
                route.id(),
                route.local() == null ? "none" : route.local().model(),
                threshold == null ? "none" : String.format(Locale.ROOT, "%.4f", threshold.value()),
                hostedOf(route));
        if (route.local() != null && threshold == null) {
            LOG.warn(
                    "Route {}: nothing vouches for a threshold of {}, so its drafts escalate as 'uncertified': set"
                            + " weir.routes.{}.threshold.",
                    route.id(),
                    route.local().model(),
                    route.id());
        }
    }

    private static String hostedOf(Route route) {
        if (route.egressDenied()) {
            return "forbidden";
        }
        return route.hosted() == null ? "not configured" : route.hosted().model();
    }
}
