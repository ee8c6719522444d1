package dev.weir.escalation.langchain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The headers that differ from call to call but for the credential: the request's id. */
final class CallHeaders {

    private static final Pattern VISIBLE_ASCII = Pattern.compile("[\\x21-\\x7e]+");
    private static final int MAX_REQUEST_ID_LENGTH = 512;

    private CallHeaders() {}

    static Map<String, List<String>> of(String requestId) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        if (requestId.length() <= MAX_REQUEST_ID_LENGTH
                && VISIBLE_ASCII.matcher(requestId).matches()) {
            headers.put("x-request-id", List.of(requestId));
            headers.put("X-Client-Request-Id", List.of(requestId));
        }
        return headers;
    }
}
