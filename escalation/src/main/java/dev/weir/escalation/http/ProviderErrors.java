package dev.weir.escalation.http;

import dev.weir.escalation.EscalationException;
import dev.weir.escalation.EscalationException.Refused;
import dev.weir.escalation.EscalationException.TimedOut;
import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.EscalationException.Unavailable.Reason;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a provider's status, or a broken connection, means to our caller. Nothing of the provider's own words gets
 * through but a field's name and an error code, where they look like identifiers.
 *
 * <p>A 404 is ours to mend, not the caller's: we chose the address and the model. So it is {@link Reason#FAILING}.
 */
final class ProviderErrors {

    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9_.\\[\\]-]{1,64}");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final RetryAfter retryAfter;

    ProviderErrors(InstantSource clock) {
        this.retryAfter = new RetryAfter(clock);
    }

    EscalationException of(int status, HttpHeaders headers, byte[] body) {
        return switch (status) {
            case 400, 413, 414, 422, 431, 451 -> refused(status, body);
            case 401, 402, 403, 407 -> new Unavailable(Reason.KEY_REJECTED, null, null);
            case 404, 405, 501 -> new Unavailable(Reason.FAILING, null, new NothingThereException(status));
            case 429 -> limited(headers, body);
            default -> unavailable(Reason.FAILING, headers);
        };
    }

    static EscalationException of(Throwable failure) {
        return switch (failure) {
            case EscalationException known -> known;
            case PoolAcquireTimeoutException busy -> new Unavailable(Reason.TOO_BUSY, null, busy);
            case PoolAcquirePendingLimitException busy -> new Unavailable(Reason.TOO_BUSY, null, busy);
            case TimeoutException late -> new TimedOut(late);
            case ConnectException unreachable -> new Unavailable(Reason.UNREACHABLE, null, unreachable);
            case NoRouteToHostException unreachable -> new Unavailable(Reason.UNREACHABLE, null, unreachable);
            case UnknownHostException unreachable -> new Unavailable(Reason.UNREACHABLE, null, unreachable);
            case SSLException unreachable -> new Unavailable(Reason.UNREACHABLE, null, unreachable);
            default -> new Unavailable(Reason.FAILING, null, failure);
        };
    }

    private Unavailable unavailable(Reason reason, HttpHeaders headers) {
        @Nullable Duration wait = retryAfter.read(headers);
        return new Unavailable(reason, wait, null);
    }

    private Unavailable limited(HttpHeaders headers, byte[] body) {
        Unavailable limited = unavailable(Reason.LIMITED, headers);
        return limited.retryAfter() == null
                ? new Unavailable(Reason.LIMITED, GoogleErrors.retryDelay(error(body)), null)
                : limited;
    }

    private static EscalationException refused(int status, byte[] body) {
        JsonNode error = error(body);
        return GoogleErrors.isForTheKey(error)
                ? new Unavailable(Reason.KEY_REJECTED, null, null)
                : new Refused(status, identifier(error.path("param")), identifier(error.path("code")));
    }

    private static JsonNode error(byte[] body) {
        try {
            return JSON.readTree(body).path("error");
        } catch (JacksonException _) {
            return JSON.missingNode();
        }
    }

    private static @Nullable String identifier(JsonNode node) {
        return node.isString() && IDENTIFIER.matcher(node.stringValue()).matches() ? node.stringValue() : null;
    }
}
