package dev.weir.gateway.dossier;

import dev.weir.gateway.certification.Digests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The dossiers in the data directory, one file for each route and each model that the route was calibrated for:
 * {@code routes/<route>/<digest>.json}. One that holds for other files than those that run is void.
 */
public final class DossierFolder {

    private static final Logger LOG = LoggerFactory.getLogger("weir");
    private static final int DIGITS = 16;
    private static final String SUFFIX = ".json";

    private final Path folder;
    private final JsonMapper json =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    public DossierFolder(Path dataDirectory) {
        this.folder = dataDirectory.resolve("routes");
    }

    /** Writes it in one go: whoever reads meanwhile finds the old one or the new one. Returns the file. */
    public Path write(Dossier dossier) {
        ObjectNode file = json.createObjectNode().put("version", 1).put("route", dossier.route());
        file.set("digests", CertificateJson.write(dossier.digests()));
        file.set("calibration", dossier.calibration());
        if (dossier.certificate() != null) {
            file.set("certificate", CertificateJson.write(dossier.certificate()));
        }
        Path target = folderOf(dossier.route()).resolve(key(dossier.digests()) + SUFFIX);
        try {
            Files.createDirectories(target.getParent());
            Path half = Files.createTempFile(target.getParent(), "half", ".tmp");
            Files.write(half, json.writeValueAsBytes(file));
            Files.move(half, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + target, e);
        }
    }

    /**
     * The dossier of a route that holds for what runs now. When there is none but one for something else, the log says
     * what has changed.
     *
     * @param now the digests of model, tokenizer and template; the others do not matter
     */
    public Optional<Dossier> find(String route, Digests now) {
        Path exact = folderOf(route).resolve(key(now) + SUFFIX);
        if (Files.isRegularFile(exact)) {
            return read(exact).filter(dossier -> holds(dossier, now, exact));
        }
        newest(route).ifPresent(other -> read(other).ifPresent(dossier -> holds(dossier, now, other)));
        return Optional.empty();
    }

    private static boolean holds(Dossier dossier, Digests now, Path file) {
        String calibrator = Dossier.digestOf(dossier.calibration());
        List<String> changed =
                dossier.digests().changedIn(new Digests(now.model(), now.tokenizer(), now.template(), calibrator, ""));
        if (!changed.isEmpty()) {
            LOG.warn(
                    "Route {}: the certificate in {} is void, because another {} runs now: calibrate again.",
                    dossier.route(),
                    file,
                    String.join(" and another ", changed));
        }
        return changed.isEmpty();
    }

    private Optional<Dossier> read(Path file) {
        try {
            JsonNode root = json.readTree(Files.readAllBytes(file));
            JsonNode certificate = root.path("certificate");
            return Optional.of(new Dossier(
                    root.required("route").asString(),
                    CertificateJson.readDigests(root.required("digests")),
                    root.required("calibration"),
                    certificate.isMissingNode() ? null : CertificateJson.read(certificate)));
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            LOG.warn(
                    "{} cannot be read ({}) and is passed over: restore or delete it.",
                    file,
                    e.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    private Optional<Path> newest(String route) {
        Path routes = folderOf(route);
        if (!Files.isDirectory(routes)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(routes)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .max(Comparator.comparing(DossierFolder::modified));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + routes, e);
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException _) {
            return FileTime.fromMillis(0);
        }
    }

    private Path folderOf(String route) {
        return folder.resolve(URLEncoder.encode(route, StandardCharsets.UTF_8).replace(".", "%2E"));
    }

    private static String key(Digests digests) {
        return Sha256.of(digests.model() + "\n" + digests.tokenizer() + "\n" + digests.template())
                .substring(0, DIGITS);
    }
}
