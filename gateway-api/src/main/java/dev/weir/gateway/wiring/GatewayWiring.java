package dev.weir.gateway.wiring;

import dev.weir.escalation.HostedModels;
import dev.weir.escalation.resilience.ResilientHostedModel;
import dev.weir.gateway.audit.Feedback;
import dev.weir.gateway.config.GatewayConfig;
import dev.weir.gateway.config.PriceConfig;
import dev.weir.gateway.http.CertificatesEndpoint;
import dev.weir.gateway.http.HttpWiring;
import dev.weir.gateway.http.Json;
import dev.weir.gateway.ledger.Price;
import dev.weir.gateway.ledger.PriceList;
import dev.weir.gateway.metering.AuditMeters;
import dev.weir.gateway.metering.EngineMeters;
import dev.weir.gateway.metering.GatewayMeters;
import dev.weir.gateway.metering.HostedMeters;
import dev.weir.gateway.routing.RouteId;
import dev.weir.gateway.routing.RouteTable;
import dev.weir.gateway.routing.TieredRouter;
import dev.weir.gateway.routing.Timings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/** The object graph, spelled out. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GatewayConfig.class)
@Import(HttpWiring.class)
public class GatewayWiring {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    JsonMapper json() {
        return Json.mapper();
    }

    @Bean(destroyMethod = "close")
    LocalModels localModels(GatewayConfig config, JsonMapper json, Clock clock) {
        return LocalModels.load(config, json, clock);
    }

    @Bean(destroyMethod = "close")
    HostedModels hostedModels() {
        return new HostedModels();
    }

    @Bean
    HostedProviders hostedProviders(
            GatewayConfig config, HostedModels factory, MeterRegistry registry, JsonMapper json, Clock clock) {
        HostedMeters meters = new HostedMeters(registry);
        HostedProviders made = HostedProviders.of(config, factory, meters, json, clock);
        factory.models().forEach(model -> meters.watch(model.name(), model::health));
        return made;
    }

    @Bean
    HealthIndicator hosted(HostedModels hosted) {
        return new HostedHealthIndicator(
                () -> hosted.models().stream().map(ResilientHostedModel::health).toList());
    }

    @Bean
    RouteTable routeTable(GatewayConfig config, LocalModels locals, HostedProviders hosted, RouteStandings standings) {
        return RouteTables.build(config, locals, hosted, standings);
    }

    @Bean
    AuditMeters auditMeters(MeterRegistry registry) {
        return new AuditMeters(registry);
    }

    @Bean(destroyMethod = "close")
    RouteStandings routeStandings(GatewayConfig config, PriceList prices, AuditMeters meters, Clock clock) {
        return new RouteStandings(config, prices, meters, clock);
    }

    @Bean
    Feedback feedback(RouteStandings standings, AuditMeters meters) {
        return new Feedback(standings.recent(), meters);
    }

    /** Names the table so that every route has its standing before they are listed. */
    @Bean
    CertificatesEndpoint certificates(RouteTable routes, RouteStandings standings) {
        return new CertificatesEndpoint(routes, standings::all);
    }

    @Bean
    PriceList priceList(GatewayConfig config) {
        return prices(config);
    }

    /** What the operator says that things cost. */
    static PriceList prices(GatewayConfig config) {
        Map<String, Price> prices = config.prices().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> price(entry.getValue())));
        return new PriceList(prices, config.coreHourUsd());
    }

    @Bean
    GatewayMeters meters(MeterRegistry registry) {
        return new GatewayMeters(registry);
    }

    @Bean
    EngineMeters engineMeters(MeterRegistry registry, LocalModels locals) {
        EngineMeters meters = new EngineMeters(registry);
        locals.engines().forEach(meters::watch);
        return meters;
    }

    @Bean
    TieredRouter router(GatewayConfig config, RouteTable routes, PriceList prices, GatewayMeters meters, Clock clock) {
        Map<RouteId, Double> hedgedFrom = config.routes().entrySet().stream()
                .filter(route -> route.getValue().hedgeFrom() != null)
                .collect(Collectors.toMap(
                        route -> new RouteId(route.getKey()),
                        route -> Objects.requireNonNull(route.getValue().hedgeFrom())));
        return new TieredRouter(routes, prices, meters, new Timings(clock, Schedulers.parallel(), hedgedFrom));
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> startReport(
            GatewayConfig config, RouteTable routes, LocalModels locals, HostedProviders hosted, PriceList prices) {
        StartReport report = new StartReport(config, routes, locals, hosted, prices);
        return ready -> report.log(
                ready.getApplicationContext().getEnvironment(),
                Objects.requireNonNullElse(ready.getTimeTaken(), Duration.ZERO));
    }

    private static Price price(PriceConfig config) {
        return new Price(
                config.input(), config.cachedInput() == null ? config.input() : config.cachedInput(), config.output());
    }
}
