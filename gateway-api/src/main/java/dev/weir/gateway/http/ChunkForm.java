package dev.weir.gateway.http;

import dev.weir.gateway.http.ChatCompletion.Envelope;
import dev.weir.gateway.http.ChatCompletion.Usage;
import dev.weir.gateway.routing.Draft;
import dev.weir.gateway.routing.Piece;
import java.util.List;

/** The objects that one streamed local answer consists of, as its endpoint wants them. */
interface ChunkForm {

    /** The answer's id. */
    String id();

    /** The answer goes on with a piece. */
    List<Object> next(Envelope envelope, Piece piece);

    /** Each choice ends. */
    List<Object> ends(Envelope envelope, List<Draft.Finish> finishes);

    /** What comes last where the caller asked for usage. */
    Object usage(Envelope envelope, Usage usage);
}
