package dev.weir.escalation.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The provider's side of one exchange, written byte by byte as a script wants it. */
public final class ProviderExchange {

    private static final long PATIENCE_SECONDS = 30;

    private final Socket socket;
    private final OutputStream out;
    private final ReceivedRequest request;
    private final Thread watcher;

    ProviderExchange(Socket socket, PushbackInputStream in, ReceivedRequest request) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        this.request = request;
        this.watcher = Thread.startVirtualThread(() -> watch(in));
    }

    /** After a request comes the next one, or the client's leaving. */
    private void watch(PushbackInputStream in) {
        try {
            int next = in.read();
            if (next >= 0) {
                in.unread(next);
                return;
            }
        } catch (IOException _) {
            // A reset is a way to leave, too, unless it is our own.
        }
        if (socket.isClosed()) {
            request.clientLeft().completeExceptionally(new IllegalStateException("the provider left first"));
        }
        request.clientLeft().complete(null);
    }

    public ReceivedRequest request() {
        return request;
    }

    /** A whole answer with its length. */
    public void whole(int status, String contentType, String body, String... headers) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        raw("HTTP/1.1 " + status + " Scripted\r\ncontent-type: " + contentType + "\r\ncontent-length: " + bytes.length
                + "\r\n" + lines(headers) + "\r\n" + body);
    }

    /** The head of an answer that comes in parts. */
    public void head(int status, String... headers) throws IOException {
        raw("HTTP/1.1 " + status + " Scripted\r\ntransfer-encoding: chunked\r\n" + lines(headers) + "\r\n");
    }

    private static String lines(String... headers) {
        return headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    }

    /** One server-sent event. */
    public void event(String data) throws IOException {
        part("data: " + data + "\n\n");
    }

    public void part(String text) throws IOException {
        part(text.getBytes(StandardCharsets.UTF_8));
    }

    public void part(byte[] bytes) throws IOException {
        raw(Integer.toHexString(bytes.length) + "\r\n");
        out.write(bytes);
        raw("\r\n");
    }

    /** The end of an answer that came in parts. */
    public void end() throws IOException {
        raw("0\r\n\r\n");
    }

    public void raw(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Closes the connection wherever the answer is. */
    public void cut() throws IOException {
        socket.close();
    }

    /** Resets the connection, as a crashed or overloaded server does. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Waits until the test opens the gate or the client leaves. */
    public void pause(CompletableFuture<?> gate) {
        CompletableFuture.anyOf(gate, request.clientLeft())
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    public void untilClientLeaves() {
        pause(request.clientLeft());
    }

    /** Whether another request follows on this connection. */
    boolean isFollowed() throws InterruptedException {
        watcher.join();
        return !request.clientLeft().isDone();
    }
}
