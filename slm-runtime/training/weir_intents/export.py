"""Writes the trained model as an fp32 ONNX graph; `quantize.py` rewrites that one to int8."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .encoder import HEADS, HIDDEN, NORM_EPSILON, IntentModel

OPSET = 18
CONTRIB = "com.microsoft"


class Graph:
    """A list of nodes and initialisers that grows by one named value at a time."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initialisers: list[onnx.TensorProto] = []

    def constant(self, name: str, values) -> str:
        self.initialisers.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def weight(self, name: str, tensor) -> str:
        return self.constant(name, tensor.detach().numpy().astype(np.float32))

    def node(self, op: str, inputs: list[str], output: str, domain: str = "", **attributes) -> str:
        return self.nodes_out(op, inputs, [output], domain, **attributes)[0]

    def nodes_out(self, op: str, inputs: list[str], outputs: list[str], domain: str = "", **attributes) -> list[str]:
        self.nodes.append(helper.make_node(op, inputs, outputs, name=outputs[0], domain=domain, **attributes))
        return outputs


def export(model: IntentModel, prototypes: np.ndarray, path: Path) -> None:
    graph = Graph()
    hidden = _embeddings(graph, model)
    padding = graph.node("Cast", ["attention_mask"], "key_padding_mask", to=TensorProto.INT32)
    for i, layer in enumerate(model.layers):
        hidden = _layer(graph, layer, f"layer.{i}", hidden, padding)
    _heads(graph, model, prototypes, hidden)
    text = ["batch", "sequence"]
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, text)
        for name in ("input_ids", "attention_mask", "token_type_ids")
    ]
    outputs = [
        helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", model.head.out_features]),
        helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", HIDDEN]),
        helper.make_tensor_value_info("nearest_cosine", TensorProto.FLOAT, ["batch"]),
    ]
    body = helper.make_graph(graph.nodes, "weir-intents", inputs, outputs, graph.initialisers)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
    onnx.save(helper.make_model(body, opset_imports=opsets, ir_version=9, producer_name="weir"), str(path))


def _embeddings(graph: Graph, model: IntentModel) -> str:
    words = graph.node("Gather", [graph.weight("words", model.words.weight), "input_ids"], "word_rows")
    types = graph.node("Gather", [graph.weight("types", model.types.weight), "token_type_ids"], "type_rows")
    length = graph.node("Shape", ["input_ids"], "length", start=1, end=2)
    start = graph.constant("start", np.array([0]))
    positions = graph.weight("positions", model.positions.weight)
    positions = graph.node("Slice", [positions, start, length, start], "position_rows")
    summed = graph.node("Add", [graph.node("Add", [words, types], "word_and_type"), positions], "embedded")
    norm = model.embedding_norm
    scale, shift = graph.weight("embedding_norm.scale", norm.weight), graph.weight("embedding_norm.shift", norm.bias)
    return graph.node("LayerNormalization", [summed, scale, shift], "layer.in", axis=-1, epsilon=NORM_EPSILON)


def _layer(graph: Graph, layer, name: str, x: str, padding: str) -> str:
    projected = _matmul(graph, f"{name}.qkv", x, layer.qkv)
    q, k, v = graph.nodes_out("Split", [projected], [f"{name}.{part}" for part in "qkv"], axis=-1, num_outputs=3)
    bias = graph.weight(f"{name}.qkv.bias", layer.qkv.bias)
    mixed = graph.node(
        "MultiHeadAttention", [q, k, v, bias, padding], f"{name}.mixed", CONTRIB, num_heads=HEADS
    )
    x = _residual(graph, f"{name}.attention", mixed, x, layer.attention_out, layer.attention_norm)
    wide = _matmul(graph, f"{name}.up", x, layer.up)
    wide = graph.node("BiasGelu", [wide, graph.weight(f"{name}.up.bias", layer.up.bias)], f"{name}.gelu", CONTRIB)
    return _residual(graph, f"{name}.output", wide, x, layer.down, layer.output_norm)


def _residual(graph: Graph, name: str, x: str, skip: str, linear, norm) -> str:
    """LayerNorm(skip + linear(x)), the bias of the linear added by the same kernel."""
    inputs = [
        _matmul(graph, name, x, linear),
        skip,
        graph.weight(f"{name}.norm.scale", norm.weight),
        graph.weight(f"{name}.norm.shift", norm.bias),
        graph.weight(f"{name}.bias", linear.bias),
    ]
    return graph.node("SkipLayerNormalization", inputs, f"{name}.normed", CONTRIB, epsilon=NORM_EPSILON)


def _matmul(graph: Graph, name: str, x: str, linear) -> str:
    return graph.node("MatMul", [x, graph.weight(f"{name}.weight", linear.weight.T)], f"{name}.product")


def _heads(graph: Graph, model: IntentModel, prototypes: np.ndarray, hidden: str) -> None:
    mask = graph.node("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
    last = graph.constant("last_axis", np.array([-1]))
    tokens = graph.constant("token_axis", np.array([1]))
    mask = graph.node("Unsqueeze", [mask, last], "mask_column")
    pooled = graph.node("Mul", [hidden, mask], "visible")
    pooled = graph.node("ReduceSum", [pooled, tokens], "pooled", keepdims=0)
    length = graph.node("ReduceL2", [pooled, last], "pooled_length", keepdims=1)
    embedding = graph.node("Div", [pooled, length], "embedding")
    weight, bias = graph.weight("head.weight", model.head.weight), graph.weight("head.bias", model.head.bias)
    graph.node("Gemm", [embedding, weight, bias], "logits", transB=1)
    index = graph.constant("prototypes", prototypes.T.astype(np.float32))
    cosines = graph.node("MatMul", [embedding, index], "cosines")
    graph.node("ReduceMax", [cosines, last], "nearest_cosine", keepdims=0)
