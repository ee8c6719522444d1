"""What a graph takes and gives, as Markdown."""

from collections import Counter
from pathlib import Path

import onnx

TYPES = onnx.TensorProto.DataType
TOLD = ("GroupQueryAttention", "MultiHeadAttention", "RotaryEmbedding", "MatMulNBits", "GatherBlockQuantized")
COUNTED = (
    "MatMul", "MatMulInteger", "DynamicQuantizeLinear", "SimplifiedLayerNormalization",
    "SkipSimplifiedLayerNormalization", "If", "Softmax",
)


def of(file: Path, root: Path) -> str:
    """A heading and a list for one graph."""
    model = onnx.load(str(file), load_external_data=False)
    graph = model.graph
    parts = [p.name for p in sorted(file.parent.glob(file.name + "*")) if p != file]
    opsets = ", ".join(f"{o.domain or 'ai.onnx'} {o.version}" for o in model.opset_import)
    counts = Counter(node.op_type for node in graph.node)
    lines = [f"### `{file.relative_to(root)}`", ""]
    lines += [f"- opset {opsets}; external data: {', '.join(parts) or 'none'}"]
    lines += [f"- in: {_signature(graph.input)}", f"- out: {_signature(graph.output)}"]
    told = ", ".join(f"{name} {counts[name]}" for name in COUNTED if counts[name])
    lines += [f"- {told}"] if told else []
    for name in TOLD:
        lines += [f"- {line}" for line in _attributes(graph, name)]
    return "\n".join(lines) + "\n"


def _signature(values) -> str:
    return "; ".join(
        f"`{text}`" + (f" (and {more} more layers)" if more else "") for text, more in _folded(values)
    )


def _folded(values):
    """Layer 0 stands for the others, where their shapes are equal."""
    seen, more = {}, Counter()
    for value in values:
        kind = value.type.tensor_type
        shape = ", ".join(d.dim_param or str(d.dim_value) for d in kind.shape.dim)
        parts = value.name.split(".")
        key = (".".join("N" if p.isdigit() else p for p in parts), kind.elem_type, shape)
        if key in seen:
            more[key] += 1
        else:
            seen[key] = f"{value.name}: {TYPES.Name(kind.elem_type).lower()}[{shape}]"
    return [(text, more[key]) for key, text in seen.items()]


def _attributes(graph, name: str) -> list[str]:
    """Nodes with equal attributes are told once; an unconnected input is written as a dash."""
    told = Counter()
    for node in graph.node:
        if node.op_type == name:
            values = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
            if name == "MatMulNBits":
                values = {k: v for k, v in values.items() if k not in ("K", "N")}
            wired = "/".join("–" if not i else "x" for i in node.input)
            told[", ".join(f"{k}={_short(v)}" for k, v in sorted(values.items())) + f"; inputs {wired}"] += 1
    return [f"{name} × {count}: {text}" for text, count in told.items()]


def _short(value) -> str:
    return f"{value:.6g}" if isinstance(value, float) else value.decode() if isinstance(value, bytes) else str(value)
