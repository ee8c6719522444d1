package dev.weir.gateway.http;

import java.util.List;
import org.springframework.http.HttpHeaders;

/** The names of the headers that Weir reads and writes. */
final class WeirHeaders {

    static final String REQUEST_ID = "x-request-id";
    static final String SHOULD_RETRY = "x-should-retry";
    static final String ROUTE = "x-weir-route";
    static final String TIER = "x-weir-tier";
    static final String MODEL = "x-weir-model";
    static final String VERDICT = "x-weir-verdict";
    static final String CONFIDENCE = "x-weir-confidence";
    static final String CONFIDENCE_KIND = "x-weir-confidence-kind";
    static final String THRESHOLD = "x-weir-threshold";
    static final String COST_USD = "x-weir-cost-usd";
    static final String LOCAL_MS = "x-weir-local-ms";
    static final String HOSTED_MS = "x-weir-hosted-ms";
    static final String DEADLINE = "x-weir-deadline";
    static final String DEADLINE_MS = "x-weir-deadline-ms";
    static final String ORDERS = "x-weir-orders";
    static final String ANSWERS = "x-weir-answers";
    static final String PROBABILITIES = "x-weir-probabilities";
    static final String EGRESS = "x-weir-egress";
    static final String UNUSED_PARAMETERS = "x-weir-unused-parameters";
    static final String UNKNOWN_PARAMETERS = "x-weir-unknown-parameters";

    static final String IDEMPOTENCY_KEY = "idempotency-key";
    static final String REPEATS = "x-weir-repeats";

    /** Those that a caller may read. */
    static final List<String> TOLD = List.of(
            REQUEST_ID,
            SHOULD_RETRY,
            HttpHeaders.RETRY_AFTER,
            ROUTE,
            TIER,
            MODEL,
            VERDICT,
            CONFIDENCE,
            CONFIDENCE_KIND,
            THRESHOLD,
            COST_USD,
            LOCAL_MS,
            HOSTED_MS,
            UNUSED_PARAMETERS,
            UNKNOWN_PARAMETERS,
            REPEATS);

    private WeirHeaders() {}
}
