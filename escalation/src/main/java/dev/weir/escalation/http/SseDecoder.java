package dev.weir.escalation.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts the bytes of one stream into server-sent events, however the network split them. Lines end in LF, CR or CRLF;
 * they are decoded whole, so a character split between two reads survives. Not safe for use by several threads.
 */
final class SseDecoder implements EventDecoder {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final HeldBytes held;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder data = new StringBuilder();
    private String name = "";
    private boolean firstLine = true;
    private boolean afterCarriageReturn;

    /** @param held counts the bytes of the event that is not complete yet */
    SseDecoder(HeldBytes held) {
        this.held = held;
    }

    @Override
    public List<ServerSentEvent> decode(byte[] bytes) {
        List<ServerSentEvent> events = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte current = bytes[i];
            if (current != '\n' && current != '\r') {
                afterCarriageReturn = false;
                continue;
            }
            boolean secondHalfOfCrLf = current == '\n' && afterCarriageReturn;
            afterCarriageReturn = current == '\r';
            if (!secondHalfOfCrLf) {
                keep(bytes, start, i);
                endLine(events);
            }
            start = i + 1;
        }
        keep(bytes, start, bytes.length);
        return events;
    }

    /** Some servers leave the last blank line out. */
    @Override
    public List<ServerSentEvent> end() {
        List<ServerSentEvent> events = new ArrayList<>();
        endLine(events);
        endEvent(events);
        return events;
    }

    private void keep(byte[] bytes, int from, int to) {
        held.add(to - from);
        line.write(bytes, from, to - from);
    }

    private void endLine(List<ServerSentEvent> events) {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (firstLine && text.startsWith(BYTE_ORDER_MARK)) {
            text = text.substring(1);
        }
        firstLine = false;
        if (text.isEmpty()) {
            endEvent(events);
        } else {
            field(text);
        }
    }

    private void field(String text) {
        int colon = text.indexOf(':');
        String field = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + 1);
        if (value.startsWith(" ")) {
            value = value.substring(1);
        }
        switch (field) {
            case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
            case "event" -> name = value;
            default -> {
                // Comments, ids and reconnection times mean nothing here.
            }
        }
    }

    private void endEvent(List<ServerSentEvent> events) {
        String text = data.toString();
        if (!text.isBlank()) {
            events.add(new ServerSentEvent(name, text));
        }
        data.setLength(0);
        name = "";
        held.release();
    }
}
