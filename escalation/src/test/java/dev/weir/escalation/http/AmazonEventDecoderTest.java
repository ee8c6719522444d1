package dev.weir.escalation.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.escalation.EscalationException.Refused;
import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.testing.AmazonEvents;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AmazonEventDecoderTest {

    private final AmazonEventDecoder decoder = new AmazonEventDecoder(1000);

    @Test
    void readsEventsHoweverTheyAreSplit() {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(AmazonEvents.event("messageStart", "{\"role\":\"assistant\"}"));
        bytes.writeBytes(AmazonEvents.event("contentBlockDelta", "{\"delta\":{\"text\":\"né 🌊\"}}"));

        List<ServerSentEvent> events = new ArrayList<>();
        for (byte each : bytes.toByteArray()) {
            events.addAll(decoder.decode(new byte[] {each}));
        }

        assertThat(events)
                .containsExactly(
                        new ServerSentEvent("messageStart", "{\"role\":\"assistant\"}"),
                        new ServerSentEvent("contentBlockDelta", "{\"delta\":{\"text\":\"né 🌊\"}}"));
        assertThat(decoder.end()).isEmpty();
    }

    /** What writes our events writes the smallest one as Amazon's own test vectors have it. */
    @Test
    void readsWhatAmazonWrites() {
        assertThat(HexFormat.of().formatHex(AmazonEvents.message(Map.of(), "")))
                .isEqualTo("000000100000000005c248eb7d98c8ff");
    }

    @Test
    void refusesWhatWasChangedOnTheWay() {
        byte[] event = AmazonEvents.event("metadata", "{}");
        event[event.length - 6] ^= 1;

        assertThatThrownBy(() -> decoder.decode(event)).isInstanceOf(Unavailable.class);
    }

    @Test
    void refusesAnEventOfAnySize() {
        assertThatThrownBy(() -> decoder.decode(AmazonEvents.event("metadata", " ".repeat(1000))))
                .isInstanceOf(OversizedAnswerException.class);
    }

    @Test
    void tellsAmazonsErrorsApart() {
        assertThatThrownBy(() -> decoder.decode(AmazonEvents.exception("throttlingException", "{}")))
                .isInstanceOf(Unavailable.class)
                .extracting("reason")
                .isEqualTo(Unavailable.Reason.LIMITED);
        assertThatThrownBy(
                        () -> new AmazonEventDecoder(1000).decode(AmazonEvents.exception("validationException", "{}")))
                .isInstanceOf(Refused.class);
        assertThatThrownBy(() ->
                        new AmazonEventDecoder(1000).decode(AmazonEvents.exception("internalServerException", "{}")))
                .isInstanceOf(Unavailable.class)
                .extracting("reason")
                .isEqualTo(Unavailable.Reason.FAILING);
    }
}
