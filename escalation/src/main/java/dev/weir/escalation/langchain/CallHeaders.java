package dev.weir.escalation.langchain;

import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.EscalationException.Unavailable.Reason;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The headers that differ from call to call: the credential, read anew each time, and the request's id. */
final class CallHeaders {

    private static final Pattern VISIBLE_ASCII = Pattern.compile("[\\x21-\\x7e]+");
    private static final int MAX_REQUEST_ID_LENGTH = 512;

    private CallHeaders() {}

    static Map<String, String> of(String requestId, Supplier<String> apiKey) {
        Map<String, String> headers = new LinkedHashMap<>();
        String key = apiKey.get().strip();
        if (!key.isEmpty()) {
            headers.put("Authorization", "Bearer " + sendable(key));
        }
        if (requestId.length() <= MAX_REQUEST_ID_LENGTH
                && VISIBLE_ASCII.matcher(requestId).matches()) {
            headers.put("x-request-id", requestId);
            headers.put("X-Client-Request-Id", requestId);
        }
        return headers;
    }

    /** Refused here, because the HTTP library would quote the key in its complaint. */
    private static String sendable(String key) {
        if (!VISIBLE_ASCII.matcher(key).matches()) {
            throw new Unavailable(Reason.KEY_REJECTED, null, null);
        }
        return key;
    }
}
