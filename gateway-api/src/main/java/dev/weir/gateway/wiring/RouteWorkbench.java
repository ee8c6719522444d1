package dev.weir.gateway.wiring;

import dev.weir.gateway.calibration.Calibration;
import dev.weir.gateway.config.ConfigurationException;
import dev.weir.gateway.config.GatewayConfig;
import dev.weir.gateway.config.LocalModelConfig;
import dev.weir.gateway.config.RouteConfig;
import dev.weir.gateway.dossier.DossierFolder;
import dev.weir.gateway.evaluation.Costs;
import dev.weir.gateway.evaluation.Setting;
import dev.weir.gateway.evaluation.Subject;
import dev.weir.gateway.evaluation.Workbench;
import dev.weir.gateway.http.Json;
import dev.weir.gateway.wiring.Calibrations.Calibrated;
import dev.weir.gateway.wiring.LocalModels.LocalModel;
import dev.weir.gateway.wiring.RouteStarts.Start;
import dev.weir.slm.ModelFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** A route as the configuration has it, with its local model loaded and nothing listening. */
public final class RouteWorkbench implements Workbench {

    private final LocalModels models;
    private final Setting<?> setting;

    private RouteWorkbench(LocalModels models, Setting<?> setting) {
        this.models = models;
        this.setting = setting;
    }

    /** Opens the route as {@code weir serve} with the same properties would. */
    public static RouteWorkbench open(String route, String model, List<String> properties) {
        List<String> arguments = new ArrayList<>(properties);
        String name = model;
        if (!model.isEmpty() && Files.isDirectory(Path.of(model))) {
            name = ModelFolder.at(Path.of(model)).name();
            arguments.add("--weir.local-models[" + name + "].folder=" + model);
        }
        GatewayConfig config = read(arguments);
        RouteConfig configured = config.routes().get(route);
        if (configured == null) {
            throw new ConfigurationException("--route: there is no route " + route + "; there are "
                    + String.join(
                            ", ", config.routes().keySet().stream().sorted().toList()) + ".");
        }
        LocalModels models = load(route, name, configured, config);
        try {
            LocalModel local = models.all().iterator().next();
            return new RouteWorkbench(
                    models, setting(route, configured, config, local, local.subject(), local.calibrated()));
        } catch (RuntimeException e) {
            models.close();
            throw e;
        }
    }

    @Override
    public Setting<?> setting() {
        return setting;
    }

    @Override
    public void close() {
        models.close();
    }

    private static GatewayConfig read(List<String> arguments) {
        SpringApplication spring = new SpringApplication(ConfigurationOnly.class);
        spring.setBannerMode(Banner.Mode.OFF);
        spring.setWebApplicationType(WebApplicationType.NONE);
        spring.setRegisterShutdownHook(false);
        // Standard output is the command's own.
        spring.setDefaultProperties(Map.of("logging.level.root", "error", "logging.threshold.console", "error"));
        try (ConfigurableApplicationContext context = spring.run(arguments.toArray(String[]::new))) {
            return context.getBean(GatewayConfig.class);
        }
    }

    private static LocalModels load(String route, String model, RouteConfig configured, GatewayConfig config) {
        JsonMapper json = Json.mapper();
        Clock clock = Clock.systemUTC();
        String inFront = route.equals("auto") ? LocalModels.nameInFront(config) : null;
        if (model.isEmpty() && inFront != null) {
            return LocalModels.loadOnly(inFront, Objects.requireNonNull(config.localModel()), json, clock);
        }
        String name = model.isEmpty() ? configured.local() : model;
        if (name == null) {
            throw new ConfigurationException(
                    "--route: the route " + route + " has no local model; set weir.routes." + route + ".local.");
        }
        LocalModelConfig found = config.localModels().get(name);
        if (found == null) {
            throw new ConfigurationException("'" + name + "' is neither a name among weir.local-models nor a folder.");
        }
        return LocalModels.loadOnly(name, found, json, clock);
    }

    @SuppressWarnings("unchecked") // A loaded model's calibration is for its own evidence.
    private static <E> Setting<E> setting(
            String route,
            RouteConfig configured,
            GatewayConfig config,
            LocalModel local,
            Subject<E> subject,
            Calibrated<?> brought) {
        Start start = new RouteStarts(new DossierFolder(config.dataDirectory())).of(route, configured, local);
        Calibration<E> calibration = start.calibration() == null
                ? ((Calibrated<E>) brought).calibration()
                : subject.kind().calibration(start.calibration());
        return new Setting<>(
                route,
                subject,
                calibration,
                start.threshold() == null ? null : start.threshold().value(),
                start.promise(),
                start.certificate(),
                new Costs(
                        GatewayWiring.prices(config),
                        configured.hosted().isEmpty()
                                ? null
                                : configured.hosted().getFirst().model()),
                config.dataDirectory());
    }

    /** Nothing but what the operator wrote. */
    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(GatewayConfig.class)
    static class ConfigurationOnly {}
}
