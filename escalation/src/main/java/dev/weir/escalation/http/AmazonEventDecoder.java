package dev.weir.escalation.http;

import dev.weir.escalation.EscalationException;
import dev.weir.escalation.EscalationException.Refused;
import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.EscalationException.Unavailable.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Cuts the bytes of one stream into events of Amazon's binary encoding, however the network split them: length of the
 * message, length of its headers, checksum of both, headers, payload, checksum of all. Not safe for use by several
 * threads.
 */
final class AmazonEventDecoder implements EventDecoder {

    private static final int PRELUDE_BYTES = 12;
    private static final int CHECKSUM_BYTES = 4;
    private static final int TEXT = 7;
    private static final int BAD_REQUEST = 400;
    /** How many bytes a header's value has, by its type; the two that are missing say it themselves. */
    private static final Map<Integer, Integer> FIXED_BYTES = Map.of(0, 0, 1, 0, 2, 1, 3, 2, 4, 4, 5, 8, 8, 8, 9, 16);

    private final int maxEventBytes;
    private byte[] held = new byte[0];

    AmazonEventDecoder(int maxEventBytes) {
        this.maxEventBytes = maxEventBytes;
    }

    @Override
    public List<ServerSentEvent> decode(byte[] bytes) {
        ByteBuffer all = ByteBuffer.wrap(joined(bytes));
        List<ServerSentEvent> events = new ArrayList<>();
        while (all.remaining() >= PRELUDE_BYTES) {
            int length = all.getInt(all.position());
            if (length < PRELUDE_BYTES + CHECKSUM_BYTES) {
                throw malformed();
            }
            if (length > maxEventBytes) {
                throw new OversizedAnswerException(maxEventBytes);
            }
            if (all.remaining() < length) {
                break;
            }
            events.add(event(all.slice(all.position(), length)));
            all.position(all.position() + length);
        }
        held = Arrays.copyOfRange(all.array(), all.position(), all.limit());
        return events;
    }

    /** A message that was cut off is none. */
    @Override
    public List<ServerSentEvent> end() {
        return List.of();
    }

    private byte[] joined(byte[] bytes) {
        byte[] joined = Arrays.copyOf(held, held.length + bytes.length);
        System.arraycopy(bytes, 0, joined, held.length, bytes.length);
        return joined;
    }

    private static ServerSentEvent event(ByteBuffer message) {
        int length = message.getInt();
        int headersLength = message.getInt();
        checksum(message, PRELUDE_BYTES - CHECKSUM_BYTES, message.getInt());
        int payloadAt = PRELUDE_BYTES + headersLength;
        if (headersLength < 0 || payloadAt > length - CHECKSUM_BYTES) {
            throw malformed();
        }
        checksum(message, length - CHECKSUM_BYTES, message.getInt(length - CHECKSUM_BYTES));
        Map<String, String> headers = headers(message.slice(PRELUDE_BYTES, headersLength));
        String payload = text(message.slice(payloadAt, length - CHECKSUM_BYTES - payloadAt));
        if (!headers.getOrDefault(":message-type", "").equals("event")) {
            throw failure(headers.getOrDefault(":exception-type", ""));
        }
        return new ServerSentEvent(headers.getOrDefault(":event-type", ""), payload);
    }

    private static void checksum(ByteBuffer message, int until, int expected) {
        CRC32 crc = new CRC32();
        crc.update(message.slice(0, until));
        if ((int) crc.getValue() != expected) {
            throw malformed();
        }
    }

    private static Map<String, String> headers(ByteBuffer bytes) {
        Map<String, String> headers = new HashMap<>();
        while (bytes.hasRemaining()) {
            String name = text(bytes.slice(bytes.position() + 1, bytes.get(bytes.position()) & 0xff));
            bytes.position(bytes.position() + 1 + name.length());
            int type = bytes.get();
            int length = FIXED_BYTES.containsKey(type) ? FIXED_BYTES.get(type) : bytes.getShort() & 0xffff;
            if (type == TEXT) {
                headers.put(name, text(bytes.slice(bytes.position(), length)));
            }
            bytes.position(bytes.position() + length);
        }
        return headers;
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    private static EscalationException failure(String type) {
        return switch (type) {
            case "throttlingException" -> new Unavailable(Reason.LIMITED, null, null);
            case "validationException" -> new Refused(BAD_REQUEST, null, null);
            default -> malformed();
        };
    }

    private static Unavailable malformed() {
        return new Unavailable(Reason.FAILING, null, null);
    }
}
