package dev.weir.escalation.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stand-in provider on a free loopback port that answers as scripted and remembers what it was asked. Scripts are
 * used in order, the last one over and over.
 */
public final class TestingProvider implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 30;

    private final ServerSocket server;
    private final Thread acceptor;
    private final Queue<ProviderScript> scripts = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<ReceivedRequest> untaken = new LinkedBlockingQueue<>();
    private final List<ReceivedRequest> received = new CopyOnWriteArrayList<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile ProviderScript last = ProviderScript.json(500, "{}");

    private TestingProvider(ServerSocket server) {
        this.server = server;
        this.acceptor = Thread.ofVirtual().unstarted(this::accept);
    }

    public static TestingProvider start() {
        try {
            var provider = new TestingProvider(new ServerSocket(0, 1024, InetAddress.getLoopbackAddress()));
            provider.acceptor.start();
            return provider;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1");
    }

    public TestingProvider answers(ProviderScript... inOrder) {
        scripts.addAll(List.of(inOrder));
        return this;
    }

    /** All requests so far. */
    public List<ReceivedRequest> requests() {
        return List.copyOf(received);
    }

    /** The next request that was not taken before; waits for it. */
    public ReceivedRequest takeRequest() {
        try {
            return Objects.requireNonNull(
                    untaken.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "the provider was not asked");
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Counts all requests so far as taken. */
    public void takeAll() {
        untaken.clear();
    }

    /** How many connections have not been closed by either side. */
    public int openConnections() {
        return sockets.size();
    }

    /** How many connections were ever opened. */
    public int acceptedConnections() {
        return accepted.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                accepted.incrementAndGet();
                Thread.startVirtualThread(() -> serve(socket));
            } catch (IOException _) {
                // Closed.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new PushbackInputStream(new BufferedInputStream(socket.getInputStream()));
            ProviderExchange exchange;
            do {
                ReceivedRequest request = read(in);
                exchange = new ProviderExchange(socket, in, request);
                received.add(request);
                untaken.add(request);
                next().answer(exchange);
            } while (exchange.isFollowed());
        } catch (IOException | InterruptedException _) {
            // The client left, or the script cut the connection.
        } finally {
            sockets.remove(socket);
        }
    }

    private synchronized ProviderScript next() {
        ProviderScript script = scripts.poll();
        last = script == null ? last : script;
        return last;
    }

    private static ReceivedRequest read(InputStream in) throws IOException {
        String line = readLine(in);
        Map<String, List<String>> headers = new TreeMap<>();
        for (String header = readLine(in); !header.isEmpty(); header = readLine(in)) {
            int colon = header.indexOf(':');
            headers.computeIfAbsent(header.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(
                headers.getOrDefault("content-length", List.of("0")).getFirst());
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        return new ReceivedRequest(line, headers, body, new CompletableFuture<>());
    }

    private static String readLine(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the client left between requests");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Override
    public void close() {
        try {
            server.close();
            // The port refuses connections only once nobody waits for one.
            acceptor.join();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
