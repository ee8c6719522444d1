package dev.weir.slm.graph;

/** The bytes are no ONNX model; the message goes on after the file's name. */
final class MalformedGraph extends RuntimeException {

    MalformedGraph(String message) {
        super(message, null, false, false);
    }
}
