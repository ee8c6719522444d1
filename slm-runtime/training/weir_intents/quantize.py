"""Rewrites the fp32 graph to int8.

Weights: int8 with one scale per output channel, kept within +-63 so that AVX2 machines without VNNI,
whose multiply-add saturates at 16 bits, give the same answer. Activations: uint8 around 128 with one scale per
token, computed in the graph, so that an answer does not depend on the other rows of its batch. Embedding tables:
int8 with one scale per row.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

CONTRIB = "com.microsoft"
WEIGHT_LIMIT = 63
ROW_LIMIT = 127
ACTIVATION_LIMIT = 127.0
SMALLEST_TABLE = 3  # the two token types stay fp32


def quantize(source: Path, target: Path) -> None:
    model = onnx.load(str(source))
    graph = model.graph
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    added = {
        "tiny": np.float32(1e-12),
        "limit": np.float32(ACTIVATION_LIMIT),
        "middle": np.float32(128.5),  # the cast truncates, so half more rounds to nearest
        "unit": np.float32(1.0),
        "zero_point": np.uint8(128),
    }
    nodes: list[onnx.NodeProto] = []
    quantized: dict[str, tuple[str, str]] = {}
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in values:
            x, weight = node.input
            if x not in quantized:
                quantized[x] = _quantize_rows(nodes, x)
            added |= _scaled(weight, values.pop(weight), axis=0, limit=WEIGHT_LIMIT, scale_by=1 / ACTIVATION_LIMIT)
            _multiply(nodes, *quantized[x], weight, node.output[0])
        elif node.op_type in ("Gather", "Slice") and len(values.get(node.input[0], ())) >= SMALLEST_TABLE:
            added |= _scaled(node.input[0], values.pop(node.input[0]), axis=1, limit=ROW_LIMIT)
            _look_up(nodes, node)
        else:
            nodes.append(node)
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend(numpy_helper.from_array(np.asarray(v), k) for k, v in (values | added).items())
    onnx.checker.check_model(model)
    onnx.save(model, str(target))


def _scaled(name: str, values: np.ndarray, axis: int, limit: int, scale_by: float = 1.0) -> dict[str, np.ndarray]:
    """Symmetric int8 values and the scales that give the reals back (times `scale_by`)."""
    scale = np.maximum(np.abs(values).max(axis=axis, keepdims=True), 1e-12) / limit
    whole = np.clip(np.rint(values / scale), -limit, limit).astype(np.int8)
    scale = (scale * scale_by).astype(np.float32)
    return {name: whole, f"{name}.scale": scale if axis == 1 else scale.reshape(-1)}


def _quantize_rows(nodes: list, x: str) -> tuple[str, str]:
    """uint8(x * 127 / max|row| + 128.5), and max|row|."""
    def add(op: str, inputs: list[str], output: str, **attributes) -> str:
        nodes.append(helper.make_node(op, inputs, [f"{x}.{output}"], name=f"{x}.{output}", **attributes))
        return f"{x}.{output}"

    largest = add("ReduceMax", [add("Abs", [x], "abs"), "last_axis"], "largest", keepdims=1)
    largest = add("Add", [largest, "tiny"], "span")
    stretched = add("Mul", [x, add("Div", ["limit", largest], "stretch")], "stretched")
    return add("Cast", [add("Add", [stretched, "middle"], "shifted")], "u8", to=TensorProto.UINT8), largest


def _multiply(nodes: list, rows: str, span: str, weight: str, output: str) -> None:
    inputs = [rows, weight, "unit", f"{weight}.scale", "zero_point"]
    nodes.append(helper.make_node("MatMulIntegerToFloat", inputs, [f"{output}.unscaled"], output, domain=CONTRIB))
    nodes.append(helper.make_node("Mul", [f"{output}.unscaled", span], [output], f"{output}.scaled"))


def _look_up(nodes: list, node: onnx.NodeProto) -> None:
    """The same rows from the int8 table and from its column of scales, multiplied."""
    (table, *rows), output = node.input, node.output[0]
    nodes.append(helper.make_node(node.op_type, [table, *rows], [f"{output}.i8"], f"{output}.i8"))
    nodes.append(helper.make_node(node.op_type, [f"{table}.scale", *rows], [f"{output}.scale"], f"{output}.scale"))
    nodes.append(helper.make_node("Cast", [f"{output}.i8"], [f"{output}.f32"], f"{output}.f32", to=TensorProto.FLOAT))
    nodes.append(helper.make_node("Mul", [f"{output}.f32", f"{output}.scale"], [output], output))
