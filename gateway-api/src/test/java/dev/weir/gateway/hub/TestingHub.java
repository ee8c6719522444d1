package dev.weir.gateway.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weir.gateway.hub.TestingHub.Trouble.Cut;
import dev.weir.gateway.hub.TestingHub.Trouble.Garbled;
import dev.weir.gateway.hub.TestingHub.Trouble.Silent;
import dev.weir.gateway.hub.TestingHub.Trouble.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A model hub on loopback with a second port for large files, which does what it was told to do wrong. */
public final class TestingHub implements AutoCloseable {

    /** The commit that every branch stands for. */
    public static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    /** One request as it came. */
    public record Asked(
            boolean atHub,
            String method,
            String path,
            @Nullable String range,
            @Nullable String authorization) {}

    /** What happens once in place of the right answer. */
    public sealed interface Trouble {
        /** A status, such as 429, with headers of its own. */
        record Status(int status, Map<String, String> headers) implements Trouble {}

        /** The connection ends after so many bytes of the body. */
        record Cut(int bytes) implements Trouble {}

        /** Nothing more comes after so many bytes, and the connection stays. */
        record Silent(int bytes) implements Trouble {}

        /** The body has other bytes. */
        record Garbled() implements Trouble {}
    }

    private final HttpServer hub;
    private final HttpServer store;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Map<String, byte[]>> models = new ConcurrentHashMap<>();
    private final Map<String, Queue<Trouble>> troubles = new ConcurrentHashMap<>();
    private final Map<String, String> etags = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile boolean knowsRanges = true;

    private TestingHub(HttpServer hub, HttpServer store) {
        this.hub = hub;
        this.store = store;
    }

    public static TestingHub start() {
        TestingHub started = new TestingHub(listening(), listening());
        started.hub.createContext("/", exchange -> started.serve(exchange, true));
        started.store.createContext("/", exchange -> started.serve(exchange, false));
        for (HttpServer server : List.of(started.hub, started.store)) {
            server.setExecutor(started.threads);
            server.start();
        }
        return started;
    }

    private static HttpServer listening() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a model, its files by their paths. */
    public TestingHub with(String model, Map<String, byte[]> files) {
        models.put(model, new TreeMap<>(files));
        return this;
    }

    /** The next request for the path, at the hub or at the store, gets into trouble. */
    TestingHub once(String path, Trouble trouble) {
        troubles.computeIfAbsent(path, _ -> new ConcurrentLinkedQueue<>()).add(trouble);
        return this;
    }

    /** The same for the store alone. */
    TestingHub onceAtStore(String path, Trouble trouble) {
        return once("store:" + path, trouble);
    }

    TestingHub withEtag(String path, String etag) {
        etags.put(path, etag);
        return this;
    }

    TestingHub withoutRanges() {
        knowsRanges = false;
        return this;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
    }

    List<Asked> asked() {
        return asked;
    }

    /** Requests for the bytes of a file, where the bytes are. */
    List<Asked> loads(String file) {
        return asked.stream()
                .filter(one -> one.method().equals("GET") && one.path().endsWith("/" + file))
                .filter(one -> one.atHub() != isLarge(file))
                .toList();
    }

    @Override
    public void close() {
        hub.stop(0);
        store.stop(0);
        threads.shutdownNow();
    }

    static boolean isLarge(String file) {
        return file.contains(".onnx") || file.endsWith(".safetensors");
    }

    private void serve(HttpExchange exchange, boolean atHub) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            asked.add(new Asked(
                    atHub,
                    exchange.getRequestMethod(),
                    path,
                    exchange.getRequestHeaders().getFirst("Range"),
                    exchange.getRequestHeaders().getFirst("Authorization")));
            Queue<Trouble> waiting = troubles.getOrDefault(
                    !atHub && troubles.containsKey("store:" + path) ? "store:" + path : path,
                    new ConcurrentLinkedQueue<>());
            boolean body = exchange.getRequestMethod().equals("GET") && (!atHub || !isLarge(path));
            Trouble trouble = waiting.peek() instanceof Status || body ? waiting.poll() : null;
            if (trouble instanceof Status status) {
                status.headers().forEach(exchange.getResponseHeaders()::set);
                exchange.sendResponseHeaders(status.status(), -1);
            } else if (path.startsWith("/api/models/")) {
                list(exchange, path.substring("/api/models/".length()));
            } else {
                file(exchange, path, atHub, trouble);
            }
        }
    }

    private void list(HttpExchange exchange, String rest) throws IOException {
        String[] parts = rest.split("/revision/", 2);
        Map<String, byte[]> files = models.get(parts[0]);
        if (files == null) {
            refuse(exchange, 404, "RepoNotFound");
            return;
        }
        if (!List.of("main", "refs/pr/1", COMMIT).contains(parts[1])) {
            refuse(exchange, 404, "RevisionNotFound");
            return;
        }
        String siblings = files.keySet().stream()
                .map(file -> "{\"rfilename\":\"" + file.replace("\\", "\\\\") + "\"}")
                .collect(Collectors.joining(","));
        byte[] body = ("{\"id\":\"" + parts[0] + "\",\"sha\":\"" + COMMIT + "\",\"siblings\":[" + siblings + "]}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private void file(HttpExchange exchange, String path, boolean atHub, @Nullable Trouble trouble) throws IOException {
        String[] parts = path.substring(1).split("/resolve/[^/]+/", 2);
        byte[] content = parts.length < 2
                ? null
                : models.getOrDefault(parts[0], Map.of()).get(parts[1]);
        if (content == null) {
            refuse(exchange, 404, "EntryNotFound");
            return;
        }
        String etag = etags.getOrDefault(parts[1], isLarge(path) ? sha256(content) : gitName(content));
        exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
        if (atHub && isLarge(path)) {
            exchange.getResponseHeaders().set("X-Linked-Etag", '"' + etag + '"');
            exchange.getResponseHeaders().set("X-Linked-Size", Integer.toString(content.length));
            exchange.getResponseHeaders()
                    .set("Location", "http://127.0.0.1:" + store.getAddress().getPort() + path + "?signed=1");
            exchange.sendResponseHeaders(302, -1);
            return;
        }
        exchange.getResponseHeaders().set("ETag", "W/\"" + etag + '"');
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        send(exchange, trouble instanceof Garbled ? garbled(content) : content, trouble);
    }

    private void send(HttpExchange exchange, byte[] content, @Nullable Trouble trouble) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null || !knowsRanges
                ? 0
                : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        if (from > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
        int to =
                switch (trouble) {
                    case Cut(int bytes) -> from + bytes;
                    case Silent(int bytes) -> from + bytes;
                    case null, default -> content.length;
                };
        exchange.getResponseBody().write(content, from, Math.min(to, content.length) - from);
        exchange.getResponseBody().flush();
        if (trouble instanceof Silent) {
            untilClosed();
        }
    }

    /** Only the end of the server interrupts it. */
    private static void untilClosed() {
        try {
            Thread.currentThread().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
        exchange.getResponseHeaders().set("X-Error-Code", code);
        exchange.sendResponseHeaders(status, -1);
    }

    private static byte[] garbled(byte[] content) {
        byte[] other = Arrays.copyOf(content, content.length);
        other[other.length / 2]++;
        return other;
    }

    static String sha256(byte[] content) {
        return hex("SHA-256", new byte[0], content);
    }

    static String gitName(byte[] content) {
        return hex("SHA-1", ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII), content);
    }

    private static String hex(String algorithm, byte[] prefix, byte[] content) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(prefix);
            return HexFormat.of().formatHex(digest.digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
