package dev.weir.escalation.http;

import java.util.List;

/** Cuts the bytes of one stream into events, however the network split them. */
interface EventDecoder {

    /** The events that these bytes complete. */
    List<ServerSentEvent> decode(byte[] bytes);

    /** The event that the end of the stream completes. */
    List<ServerSentEvent> end();
}
