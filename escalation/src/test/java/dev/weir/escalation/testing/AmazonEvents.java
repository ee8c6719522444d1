package dev.weir.escalation.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/** Amazon's binary encoding of events, as a provider writes it. */
public final class AmazonEvents {

    private static final int FRAME_BYTES = 16;
    private static final int PRELUDE_BYTES = 8;
    private static final int TEXT = 7;

    private AmazonEvents() {}

    /** An event with a JSON payload. */
    public static byte[] event(String type, String payload) {
        return message(
                Map.of(":message-type", "event", ":event-type", type, ":content-type", "application/json"), payload);
    }

    /** An error in the place of an event. */
    public static byte[] exception(String type, String payload) {
        return message(Map.of(":message-type", "exception", ":exception-type", type), payload);
    }

    /** Any message. */
    public static byte[] message(Map<String, String> named, String payload) {
        var headers = new ByteArrayOutputStream();
        new TreeMap<>(named).forEach((name, value) -> {
            headers.write(name.length());
            headers.writeBytes(name.getBytes(StandardCharsets.UTF_8));
            headers.write(TEXT);
            headers.writeBytes(
                    ByteBuffer.allocate(2).putShort((short) value.length()).array());
            headers.writeBytes(value.getBytes(StandardCharsets.UTF_8));
        });
        byte[] body = payload.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(FRAME_BYTES + headers.size() + body.length);
        frame.putInt(frame.capacity()).putInt(headers.size());
        frame.putInt(checksum(frame, PRELUDE_BYTES));
        frame.put(headers.toByteArray()).put(body);
        return frame.putInt(checksum(frame, frame.position())).array();
    }

    private static int checksum(ByteBuffer frame, int until) {
        CRC32 crc = new CRC32();
        crc.update(frame.duplicate().position(0).limit(until));
        return (int) crc.getValue();
    }
}
