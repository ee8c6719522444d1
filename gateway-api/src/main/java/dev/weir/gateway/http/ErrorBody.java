package dev.weir.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** OpenAI's error object; its clients require all four keys, null or not. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record ErrorBody(Details error) {

    static ErrorBody of(Problem problem, String message, @Nullable String param, @Nullable String code) {
        return new ErrorBody(new Details(message, problem.type(), param, code == null ? problem.code() : code));
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Details(String message, String type, @Nullable String param, String code) {}
}
