package dev.weir.gateway.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.weir.gateway.assurance.KeeperStanding;
import dev.weir.gateway.audit.RouteAudits;
import dev.weir.gateway.routing.Route;
import dev.weir.gateway.routing.RouteTable;
import dev.weir.gateway.routing.Standing;
import dev.weir.gateway.routing.Threshold;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** {@code /actuator/weir-certificates}: where each route stands with its promise, in words and numbers. */
@Endpoint(id = "weircertificates")
public final class CertificatesEndpoint {

    private final RouteTable routes;
    private final Supplier<List<RouteAudits>> audits;

    public CertificatesEndpoint(RouteTable routes, Supplier<List<RouteAudits>> audits) {
        this.routes = routes;
        this.audits = audits;
    }

    /** Every route that has a local model and pins no tier. */
    @ReadOperation
    public Map<String, List<Entry>> all() {
        Map<String, RouteAudits> byName = audits.get().stream()
                .collect(Collectors.toMap(audited -> audited.route().value(), Function.identity()));
        return Map.of(
                "routes",
                routes.routes().stream()
                        .filter(route -> route.local() != null && route.pin() == null)
                        .map(route -> entry(route, byName.get(route.id().value())))
                        .toList());
    }

    private static Entry entry(Route route, @Nullable RouteAudits audited) {
        Standing standing = route.standing();
        Threshold threshold = standing.threshold();
        return new Entry(
                route.id().value(),
                standing.state().word(),
                audited == null ? words(standing.state()) : audited.words(),
                threshold == null ? null : threshold.value(),
                audited == null ? null : Earned.of(audited));
    }

    private static String words(Standing.State state) {
        return state == Standing.State.STATIC
                ? "The threshold is set by hand or by the model's folder. Nobody proved what it keeps."
                : "Nothing vouches for a threshold, so every draft escalates. Set error-target and a hosted model to"
                        + " earn one, or threshold to choose one.";
    }

    /** One route. */
    public record Entry(
            String route,
            String state,
            String explanation,
            @Nullable Double threshold,
            @Nullable Earned earned) {}

    /** What its promise rests on. */
    public record Earned(
            @JsonProperty("error_target") double errorTarget,
            double certainty,
            String reference,
            double coverage,
            long labels,
            long drafts,
            @JsonProperty("audited_kept") long auditedKept,
            @JsonProperty("audited_wrong") long auditedWrong,
            @JsonProperty("lost_labels") long lost,
            int eras) {

        private static Earned of(RouteAudits audited) {
            KeeperStanding now = audited.numbers();
            return new Earned(
                    audited.promise().errorTarget(),
                    audited.promise().certainty(),
                    audited.promise().reference().name().toLowerCase(Locale.ROOT),
                    now.coverage(),
                    now.labels(),
                    now.requests(),
                    now.auditedKept(),
                    now.auditedWrong(),
                    now.lost(),
                    now.eras());
        }
    }
}
