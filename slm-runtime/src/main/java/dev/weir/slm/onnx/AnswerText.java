package dev.weir.slm.onnx;

import dev.weir.slm.GenerationRequest;
import dev.weir.slm.ToolCall;
import dev.weir.slm.ToolCallPiece;
import dev.weir.slm.text.IncrementalDecoder;
import dev.weir.slm.text.StopStrings;
import dev.weir.slm.tool.ToolCallReader;
import dev.weir.slm.tool.ToolFormat;
import dev.weir.slm.tool.ToolMarker;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an answer's tokens say: its text up to a stop string, and its calls of tools. For one generation. */
final class AnswerText {

    private final IncrementalDecoder decoder;
    private final StopStrings stops;
    private final @Nullable ToolCallReader reader;
    private final Map<Integer, String> markers;
    private final StringBuilder whole = new StringBuilder();

    private AnswerText(
            IncrementalDecoder decoder,
            StopStrings stops,
            @Nullable ToolCallReader reader,
            Map<Integer, String> markers) {
        this.decoder = decoder;
        this.stops = stops;
        this.reader = reader;
        this.markers = markers;
    }

    /** The request's tools, if it has any, are known to be such as the model can call. */
    static AnswerText begin(LoadedModel model, GenerationRequest request, IncrementalDecoder decoder) {
        StopStrings stops = new StopStrings(request.stops());
        if (request.tools() == null) {
            return new AnswerText(decoder, stops, null, Map.of());
        }
        ToolFormat format = model.prompts().toolFormat().orElseThrow();
        Map<Integer, String> markers = format.markers().stream()
                .collect(Collectors.toMap(ToolMarker::token, marker -> Character.toString(marker.character())));
        return new AnswerText(decoder, stops, new ToolCallReader(format, request.constraint() == null), markers);
    }

    /** The text that became certain with a token. */
    String push(int id) {
        String marker = markers.get(id);
        String text = marker == null ? decoder.push(id) : marker;
        return keep(stops.push(reader == null ? text : reader.push(text)));
    }

    /** The text that was waiting, if no stop string came before it. */
    String finish() {
        if (stops.stopped()) {
            return "";
        }
        String text = decoder.finish();
        String certain = reader == null ? text : reader.push(text) + reader.finish();
        return keep(stops.push(certain) + stops.finish());
    }

    /** Whether a stop string has been found. */
    boolean stopped() {
        return stops.stopped();
    }

    String whole() {
        return whole.toString();
    }

    /** The parts of calls that have become certain since this was asked for the last time. */
    List<ToolCallPiece> callPieces() {
        return reader == null ? List.of() : reader.pieces();
    }

    List<ToolCall> calls() {
        return reader == null ? List.of() : reader.calls();
    }

    private String keep(String certain) {
        whole.append(certain);
        return certain;
    }
}
