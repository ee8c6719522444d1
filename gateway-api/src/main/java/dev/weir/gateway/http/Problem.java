package dev.weir.gateway.http;

import org.springframework.http.HttpStatus;

/** Every way a request is turned away. The codes are public: clients branch on them. */
enum Problem {
    MALFORMED_JSON(HttpStatus.BAD_REQUEST, "invalid_json"),
    MISSING_PARAMETER(HttpStatus.BAD_REQUEST, "missing_required_parameter"),
    INVALID_TYPE(HttpStatus.BAD_REQUEST, "invalid_type"),
    INVALID_VALUE(HttpStatus.BAD_REQUEST, "invalid_value"),
    MALFORMED_REQUEST(HttpStatus.BAD_REQUEST, "invalid_request"),
    UNKNOWN_PARAMETER(HttpStatus.BAD_REQUEST, "unknown_parameter"),
    UNSUPPORTED_PARAMETER(HttpStatus.BAD_REQUEST, "unsupported_parameter"),
    PROMPT_TOO_LONG(HttpStatus.BAD_REQUEST, "context_length_exceeded"),
    REFUSED_BY_PROVIDER(HttpStatus.BAD_REQUEST, "refused_by_provider"),
    EGRESS_DENIED(HttpStatus.FORBIDDEN, "egress_denied"),
    MODEL_NOT_FOUND(HttpStatus.NOT_FOUND, "model_not_found"),
    RESPONSE_NOT_FOUND(HttpStatus.NOT_FOUND, "response_not_found"),
    UNKNOWN_URL(HttpStatus.NOT_FOUND, "unknown_url"),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "method_not_allowed"),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "not_acceptable"),
    REQUEST_TIMEOUT(HttpStatus.REQUEST_TIMEOUT, "request_timeout"),
    STILL_RUNNING(HttpStatus.CONFLICT, "request_in_progress"),
    BODY_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "request_too_large"),
    URL_TOO_LONG(HttpStatus.URI_TOO_LONG, "url_too_long"),
    NOT_JSON(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type"),
    HEADERS_TOO_LARGE(HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "headers_too_large"),
    RATE_LIMITED(HttpStatus.TOO_MANY_REQUESTS, "rate_limit_exceeded"),
    LOCAL_FAILED(HttpStatus.INTERNAL_SERVER_ERROR, "local_failed"),
    UNEXPECTED(HttpStatus.INTERNAL_SERVER_ERROR, "internal_error"),
    NO_TIER_AVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "no_tier_available"),
    HOSTED_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "hosted_unavailable"),
    LOCAL_SATURATED(HttpStatus.SERVICE_UNAVAILABLE, "local_saturated"),
    DEADLINE_EXCEEDED(HttpStatus.GATEWAY_TIMEOUT, "deadline_exceeded");

    private final HttpStatus status;
    private final String code;

    Problem(HttpStatus status, String code) {
        this.status = status;
        this.code = code;
    }

    HttpStatus status() {
        return status;
    }

    String code() {
        return code;
    }

    /** OpenAI's coarser word beside the code. */
    String type() {
        if (this == RATE_LIMITED) {
            return "rate_limit_error";
        }
        return status.is4xxClientError() ? "invalid_request_error" : "server_error";
    }
}
