package dev.weir.gateway.assembled;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The built jar as a process on free loopback ports. */
final class TestingWeir implements AutoCloseable {

    private static final Path JAR = Path.of("target", "weir.jar");
    private static final long PATIENCE_SECONDS = 120;
    private static final Pattern READY =
            Pattern.compile("Ready after .* the API is on (http://127\\.0\\.0\\.1:\\d+)/v1, .* on"
                    + " (http://127\\.0\\.0\\.1:\\d+)/actuator");

    private final Process process;
    private final List<String> log;
    private final Thread reader;
    private final URI api;
    private final URI management;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestingWeir(Process process, List<String> log, Thread reader, URI api, URI management) {
        this.process = process;
        this.log = log;
        this.reader = reader;
        this.api = api;
        this.management = management;
    }

    /** Starts {@code weir serve} and waits until it says that it is ready. */
    static TestingWeir serve(Map<String, String> environment, String... arguments) {
        Process process = launch(
                command(),
                environment,
                Stream.concat(Stream.of("serve"), Stream.of(arguments)).toArray(String[]::new));
        List<String> log = new CopyOnWriteArrayList<>();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                log.add(line);
                Matcher ready = READY.matcher(line);
                if (ready.find()) {
                    Thread reader = Thread.ofPlatform().daemon().start(() -> readOn(output, log));
                    return new TestingWeir(
                            process, log, reader, URI.create(ready.group(1)), URI.create(ready.group(2)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("weir did not start:\n" + String.join("\n", log));
    }

    private static void readOn(BufferedReader output, List<String> log) {
        output.lines().forEach(line -> {
            synchronized (log) {
                log.add(line);
                log.notifyAll();
            }
        });
    }

    /** Runs a command that is expected to end by itself. */
    static Ended run(List<String> command, Map<String, String> environment, String... arguments) {
        Process process = launch(command, environment, arguments);
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(waitFor(process), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command and asks it to stop, as Ctrl-C does, once a line contains {@code text}. */
    static Ended stopAt(String text, String... arguments) {
        Process process = launch(command(), Map.of(), arguments);
        StringBuilder heard = new StringBuilder();
        boolean asked = false;
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                heard.append(line).append('\n');
                if (!asked && line.contains(text)) {
                    asked = process.toHandle().destroy();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Ended(waitFor(process), heard.toString());
    }

    /** How the jar is run, without a command. */
    static List<String> command() {
        String java = ProcessHandle.current().info().command().orElseThrow();
        return List.of(java, "--enable-native-access=ALL-UNNAMED", "-Xmx512m", "-jar", JAR.toString());
    }

    private static Process launch(List<String> command, Map<String, String> environment, String... arguments) {
        List<String> line = new ArrayList<>(command);
        Stream.of(arguments).forEach(line::add);
        if (line.contains("serve") && Stream.of(arguments).noneMatch("--port"::equals)) {
            line.addAll(List.of("--port", "0", "--management-port", "0"));
        }
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("OPENAI_") || name.startsWith("WEIR_"));
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int waitFor(Process process) {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("the process did not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    URI api() {
        return api;
    }

    /** Every line so far. */
    List<String> log() {
        return List.copyOf(log);
    }

    /** Every line, once the process has ended. */
    List<String> logToTheEnd() {
        try {
            reader.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return log();
    }

    /** Waits for a line that contains {@code text}. */
    void awaitLine(String text) {
        synchronized (log) {
            try {
                while (log.stream().noneMatch(line -> line.contains(text))) {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("no line says " + text);
                    }
                    log.wait(100);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    HttpClient http() {
        return http;
    }

    HttpRequest chat(String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(api.resolve("/v1/chat/completions"))
                .timeout(Duration.ofSeconds(PATIENCE_SECONDS))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return headers.length == 0 ? request.build() : request.headers(headers).build();
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the management port says. */
    String manage(String path) {
        return send(HttpRequest.newBuilder(management.resolve(path)).build()).body();
    }

    /** Where Prometheus scrapes. */
    URI management() {
        return management;
    }

    /** Collects all garbage there is. */
    void collectGarbage() {
        Path jcmd =
                Path.of(ProcessHandle.current().info().command().orElseThrow()).resolveSibling("jcmd");
        Ended ended = run(List.of(jcmd.toString(), Long.toString(process.pid()), "GC.run"), Map.of());
        if (ended.exitCode() != 0) {
            throw new IllegalStateException(ended.output());
        }
    }

    /** Asks it to stop, as Ctrl-C does, and waits for its exit code. */
    int terminate() {
        askToStop();
        return waitFor(process);
    }

    /** Asks it to stop, and returns at once. */
    void askToStop() {
        // Process.destroy() would also close our end of its output.
        process.toHandle().destroy();
    }

    /** Sends a signal by its name, such as {@code INT}. */
    void signal(String name) {
        try {
            waitFor(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int exitCode() {
        return waitFor(process);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** A process that has ended. */
    record Ended(int exitCode, String output) {}
}
