package dev.weir.gateway.hub;

import dev.weir.gateway.hub.Answers.Question;
import dev.weir.gateway.hub.Redirects.Arrived;
import dev.weir.gateway.shelf.HubCache;
import dev.weir.gateway.shelf.ModelId;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The hub's API: what a model consists of, and its files. For one thread. */
final class HubClient implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int PARTIAL = 206;

    private final HubOptions options;
    private final HttpClient http;
    private final Redirects redirects;
    private final JsonMapper json = new JsonMapper();
    private boolean answered;

    private HubClient(HubOptions options, HttpClient http) {
        this.options = options;
        this.http = http;
        this.redirects = new Redirects(http, options);
    }

    static HubClient open(HubOptions options) {
        return new HubClient(
                options,
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .build());
    }

    /** The rest of a file; {@code from} is 0 if the server gives all of it although less was asked for. */
    record Rest(InputStream body, long from) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    /** What a revision of a model consists of. */
    Listing list(ModelId id, String revision) throws TransientFailure {
        URI uri = at("/api/models/" + id + "/revision/", revision.replace("/", "%2F"));
        Question question = new Question(options, id.toString(), revision, "");
        Arrived arrived = send("GET", uri, 0, question);
        try (InputStream body = arrived.response().body()) {
            JsonNode model = json.readTree(body);
            String commit = model.path("sha").asString("");
            if (!HubCache.isCommit(commit) || !model.path("siblings").isArray()) {
                throw notAHub();
            }
            List<String> files = new ArrayList<>();
            model.path("siblings")
                    .forEach(sibling -> files.add(sibling.path("rfilename").asString("")));
            return new Listing(id, commit, files);
        } catch (JacksonException e) {
            throw notAHub();
        } catch (IOException e) {
            throw broken(question, e);
        }
    }

    /** Size and content of a file, without its bytes. */
    RemoteFile describe(ModelId id, String commit, String path) throws TransientFailure {
        Question question = new Question(options, id.toString(), commit, path);
        Arrived arrived = send("HEAD", file(id, commit, path), 0, question);
        String etag = arrived.etag();
        if (etag == null) {
            throw notAHub();
        }
        Optional<String> bytes = arrived.linkedBytes();
        // A redirect's own length is that of its text.
        if (bytes.isEmpty() && arrived.response().statusCode() < 300) {
            bytes = arrived.response().headers().firstValue("content-length");
        }
        return new RemoteFile(
                path,
                bytes.filter(text -> text.matches("\\d{1,18}"))
                        .map(Long::parseLong)
                        .orElse(-1L),
                Etag.parse(etag));
    }

    /** The bytes of a file, from one on. */
    Rest open(ModelId id, String commit, RemoteFile wanted, long from) throws TransientFailure {
        Question question = new Question(options, id.toString(), commit, wanted.path());
        Arrived arrived = send("GET", file(id, commit, wanted.path()), from, question);
        String range = arrived.response().headers().firstValue("content-range").orElse("");
        boolean continued = arrived.response().statusCode() == PARTIAL && range.startsWith("bytes " + from + "-");
        return new Rest(arrived.response().body(), continued ? from : 0);
    }

    /** A failure while a body was read. */
    TransientFailure broken(ModelId id, RemoteFile file, String why) {
        return new TransientFailure(
                "the connection broke off in " + file.path() + " of " + id + " (" + why + ")", Optional.empty());
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private Arrived send(String method, URI uri, long from, Question question) throws TransientFailure {
        try {
            Arrived arrived = redirects.send(method, uri, from);
            answered = true;
            try {
                Answers.check(arrived.response(), question, arrived.atHub());
            } catch (TransientFailure | HubException e) {
                arrived.response().body().close();
                throw e;
            }
            return arrived;
        } catch (ConnectException e) {
            if (!answered) {
                throw new HubException("there is no connection to " + options.endpoint()
                        + "; check the network, or set HF_ENDPOINT to a hub that can be reached.");
            }
            throw broken(question, e);
        } catch (IOException e) {
            throw broken(question, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubException("interrupted; run the same command again to go on.");
        }
    }

    private TransientFailure broken(Question question, IOException e) {
        return new TransientFailure(
                options.endpoint() + " did not answer for " + question.what() + " (" + reason(e) + ")",
                Optional.empty());
    }

    static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private HubException notAHub() {
        return new HubException(options.endpoint() + " does not answer like a model hub; check HF_ENDPOINT.");
    }

    private URI file(ModelId id, String commit, String path) {
        return at("/" + id + "/resolve/" + commit + "/" + path, "");
    }

    /** @param escaped goes on as it is */
    private URI at(String path, String escaped) {
        try {
            return URI.create(options.endpoint() + new URI(null, null, path, null).toASCIIString() + escaped);
        } catch (URISyntaxException e) {
            throw new HubException("'" + path + "' cannot be part of an address.");
        }
    }
}
