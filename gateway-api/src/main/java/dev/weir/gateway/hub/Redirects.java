package dev.weir.gateway.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sends a request on through redirects, with the token only as long as they stay at the hub. */
final class Redirects {

    private static final int MOST = 10;
    private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient http;
    private final HubOptions options;

    Redirects(HttpClient http, HubOptions options) {
        this.http = http;
        this.options = options;
    }

    /**
     * The end of the way.
     *
     * @param atHub whether it is still the hub that answers
     * @param etag what the first to say so said of the content, if any did
     * @param linkedBytes how long the content is by a redirect's word; empty if none said so
     */
    record Arrived(
            HttpResponse<InputStream> response,
            boolean atHub,
            @Nullable String etag,
            Optional<String> linkedBytes) {}

    /**
     * Sends a request without a body.
     *
     * @param from the first byte that is wanted
     */
    Arrived send(String method, URI start, long from) throws IOException, InterruptedException {
        URI uri = start;
        boolean atHub = true;
        @Nullable String etag = null;
        Optional<String> bytes = Optional.empty();
        for (int hops = 0; hops < MOST; hops++) {
            HttpResponse<InputStream> response =
                    http.send(request(method, uri, from, atHub), BodyHandlers.ofInputStream());
            etag = etag == null ? header(response, "x-linked-etag").orElse(null) : etag;
            bytes = bytes.or(() -> header(response, "x-linked-size"));
            Optional<String> location = header(response, "location");
            if (response.statusCode() / 100 != 3 || location.isEmpty()) {
                String told = etag == null ? header(response, "etag").orElse(null) : etag;
                return new Arrived(response, atHub, told, bytes);
            }
            URI next = next(uri, location.get());
            if (method.equals("HEAD") && etag != null && !isHub(next)) {
                return new Arrived(response, true, etag, bytes);
            }
            response.body().close();
            atHub = atHub && isHub(next);
            uri = next;
        }
        throw new HubException("the hub redirects in circles at " + start + "; check HF_ENDPOINT.");
    }

    private HttpRequest request(String method, URI uri, long from, boolean atHub) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(HEAD_TIMEOUT)
                .header("User-Agent", "weir")
                .header("Accept-Encoding", "identity");
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        if (atHub) {
            options.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        }
        return request.build();
    }

    private static URI next(URI uri, String location) {
        URI next;
        try {
            next = uri.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new HubException("the hub redirects to '" + location + "', which is no address; check HF_ENDPOINT.");
        }
        boolean weaker = "https".equals(uri.getScheme()) && !"https".equals(next.getScheme());
        boolean web = "https".equals(next.getScheme()) || "http".equals(next.getScheme());
        if (weaker || !web) {
            throw new HubException("the hub redirects to " + next.getScheme() + "://" + next.getAuthority()
                    + ", which is less safe than " + uri.getScheme() + "; check HF_ENDPOINT.");
        }
        return next;
    }

    private boolean isHub(URI uri) {
        URI hub = options.endpoint();
        return hub.getScheme().equals(uri.getScheme())
                && hub.getHost().equalsIgnoreCase(uri.getHost())
                && port(hub) == port(uri);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    }

    private static Optional<String> header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name);
    }
}
