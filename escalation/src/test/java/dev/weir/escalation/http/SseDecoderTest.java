package dev.weir.escalation.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseDecoderTest {

    private static final int LIMIT = 64;

    private final SseDecoder decoder = new SseDecoder(new HeldBytes(LIMIT));

    private List<ServerSentEvent> decode(String text) {
        return decoder.decode(text.getBytes(UTF_8));
    }

    private static ServerSentEvent data(String data) {
        return new ServerSentEvent("", data);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void endsLinesInEveryWay(String end) {
        String text = "data: a" + end + "data: b" + end + end + "data: c" + end + end;

        assertThat(decode(text)).containsExactly(data("a\nb"), data("c"));
    }

    @Test
    void decodesTheSameHoweverTheBytesAreSplit() {
        byte[] bytes =
                "\uFEFFdata: né🌊\r\n\r\n: hi\r\ndata:{\"a\":1}\r\n\r\nevent: error\ndata\ndata: x\n\n".getBytes(UTF_8);

        for (int size = 1; size <= bytes.length; size++) {
            var split = new SseDecoder(new HeldBytes(LIMIT));
            List<ServerSentEvent> events = new ArrayList<>();
            for (int from = 0; from < bytes.length; from += size) {
                events.addAll(split.decode(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size))));
            }

            assertThat(events)
                    .as("pieces of %d bytes", size)
                    .containsExactly(data("né🌊"), data("{\"a\":1}"), new ServerSentEvent("error", "x"));
        }
    }

    @Test
    void passesCommentsAndBlankDataBy() {
        assertThat(decode(": keep-alive\n\ndata:\n\nid: 1\nretry: 5\n\n")).isEmpty();
    }

    @Test
    void takesOnlyOneSpaceAfterTheColon() {
        assertThat(decode("data:  a\n\n")).containsExactly(data(" a"));
    }

    @Test
    void completesTheLastEventAtTheEnd() {
        assertThat(decode("data: a\n\ndata: [DO")).containsExactly(data("a"));
        assertThat(decode("NE]")).isEmpty();

        assertThat(decoder.end()).singleElement().matches(ServerSentEvent::isEndMarker);
    }

    @Test
    void refusesAnEventThatIsTooLong() {
        assertThat(decode("data: " + "x".repeat(LIMIT - 6) + "\n\n")).hasSize(1);

        assertThatThrownBy(() -> decode("data: " + "x".repeat(LIMIT - 5))).isInstanceOf(OversizedAnswerException.class);
    }
}
