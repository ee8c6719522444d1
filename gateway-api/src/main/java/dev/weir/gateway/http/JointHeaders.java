package dev.weir.gateway.http;

import dev.weir.gateway.routing.AnswerEvent;
import dev.weir.gateway.routing.Confidence;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * The headers of a response with several answers. A header names each word once where the answers differ, in the order
 * in which they first appear; the confidence is the least; costs and times are sums.
 */
final class JointHeaders {

    private JointHeaders() {}

    /** @param answers in the order of what was asked; null where something got none. At least one is there */
    static void write(List<@Nullable WholeAnswer> answers, HttpHeaders headers) {
        List<WholeAnswer> given = answers.stream().filter(Objects::nonNull).toList();
        List<AnswerEvent.Opened> opened =
                given.stream().map(WholeAnswer::opened).toList();
        AnswerHeaders.write(leastSure(opened), headers);
        headers.set(WeirHeaders.TIER, distinct(opened, one -> one.tier().word()));
        headers.set(WeirHeaders.MODEL, distinct(opened, AnswerEvent.Opened::model));
        headers.set(WeirHeaders.VERDICT, distinct(opened, one -> one.verdict().word()));
        if (opened.stream().anyMatch(one -> one.tier() == dev.weir.gateway.routing.TierName.HOSTED)) {
            headers.set(WeirHeaders.SHOULD_RETRY, "false");
        }
        if (answers.size() > 1) {
            headers.set(
                    WeirHeaders.ANSWERS,
                    answers.stream()
                            .map(answer -> answer == null
                                    ? "none"
                                    : answer.opened().tier().word())
                            .collect(Collectors.joining(",")));
        }
        if (given.stream().anyMatch(JointHeaders::isStated)) {
            headers.set(WeirHeaders.PROBABILITIES, "stated");
        }
        AnswerHeaders.write(sum(given.stream().map(WholeAnswer::closed).toList()), headers);
    }

    private static AnswerEvent.Opened leastSure(List<AnswerEvent.Opened> opened) {
        return opened.stream()
                .min(Comparator.comparingDouble(JointHeaders::confidence))
                .orElseThrow();
    }

    private static double confidence(AnswerEvent.Opened opened) {
        Confidence confidence = opened.confidence();
        return confidence == null ? Double.POSITIVE_INFINITY : confidence.value();
    }

    private static boolean isStated(WholeAnswer answer) {
        return answer.hosted() != null && answer.hosted().has("weir_probabilities");
    }

    private static String distinct(List<AnswerEvent.Opened> opened, Function<AnswerEvent.Opened, String> word) {
        return opened.stream().map(word).distinct().collect(Collectors.joining(","));
    }

    private static AnswerEvent.Closed sum(List<AnswerEvent.Closed> closed) {
        boolean priced = closed.stream().allMatch(one -> one.cost() != null);
        return new AnswerEvent.Closed(
                List.of(),
                closed.stream().mapToLong(AnswerEvent.Closed::promptTokens).sum(),
                closed.stream().mapToLong(AnswerEvent.Closed::completionTokens).sum(),
                priced
                        ? closed.stream()
                                .map(AnswerEvent.Closed::cost)
                                .filter(Objects::nonNull)
                                .reduce(BigDecimal.ZERO, BigDecimal::add)
                        : null,
                sum(closed, AnswerEvent.Closed::localTime),
                sum(closed, AnswerEvent.Closed::hostedTime));
    }

    private static @Nullable Duration sum(
            List<AnswerEvent.Closed> closed, Function<AnswerEvent.Closed, @Nullable Duration> time) {
        return closed.stream()
                .map(time)
                .filter(Objects::nonNull)
                .reduce(Duration::plus)
                .orElse(null);
    }
}
