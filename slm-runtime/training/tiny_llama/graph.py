"""A Llama-shaped decoder of random weights, written with plain ONNX operators."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

WIDTH, LAYERS, HEADS, KV_HEADS, HEAD, FEED = 32, 2, 4, 2, 8, 48
CONTEXT = 256
THETA = 10000.0


class Graph:
    """Collects nodes; each method adds one operator and returns its output's name."""

    def __init__(self, half: bool) -> None:
        self.nodes, self.initializers, self.half = [], [], half

    def constant(self, name: str, value: np.ndarray) -> str:
        self.initializers.append(numpy_helper.from_array(value, name))
        return name

    def weight(self, name: str, value: np.ndarray) -> str:
        if not self.half:
            return self.constant(name, value.astype(np.float32))
        return self.op("Cast", self.constant(name, value.astype(np.float16)), to=TensorProto.FLOAT)

    def ints(self, *values: int) -> str:
        name = "i_" + "_".join(map(str, values)).replace("-", "m")
        if all(known.name != name for known in self.initializers):
            self.constant(name, np.array(values, np.int64))
        return name

    def number(self, value: float) -> str:
        return self.constant(f"f_{len(self.initializers)}", np.array(value, np.float32))

    def op(self, kind: str, *inputs: str, to_name: str | None = None, **attributes) -> str:
        output = to_name or f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output


def normed(g: Graph, x: str, name: str) -> str:
    mean = g.op("ReduceMean", g.op("Mul", x, x), axes=[-1], keepdims=1)
    scaled = g.op("Div", x, g.op("Sqrt", g.op("Add", mean, g.number(1e-5))))
    return g.op("Mul", scaled, g.weight(name, np.ones(WIDTH)))


def rotated(g: Graph, x: str, cos: str, sin: str) -> str:
    left = g.op("Slice", x, g.ints(0), g.ints(HEAD // 2), g.ints(3))
    right = g.op("Slice", x, g.ints(HEAD // 2), g.ints(HEAD), g.ints(3))
    turned = g.op("Concat", g.op("Neg", right), left, axis=3)
    return g.op("Add", g.op("Mul", x, cos), g.op("Mul", turned, sin))


def heads(g: Graph, x: str, count: int) -> str:
    split = g.op("Reshape", x, g.ints(0, 0, count, HEAD))
    return g.op("Transpose", split, perm=[0, 2, 1, 3])


def with_past(g: Graph, new: str, layer: int, part: str) -> str:
    past = f"past_key_values.{layer}.{part}"
    present = f"present.{layer}.{part}"
    if not g.half:
        return g.op("Concat", past, new, axis=2, to_name=present)
    joined = g.op("Concat", past, g.op("Cast", new, to=TensorProto.FLOAT16), axis=2, to_name=present)
    return g.op("Cast", joined, to=TensorProto.FLOAT)


def repeated(g: Graph, x: str) -> str:
    each = HEADS // KV_HEADS
    wide = g.op("Concat", *[g.op("Unsqueeze", x, g.ints(2))] * each, axis=2)
    shape = g.op("Concat", g.ints(0), g.ints(HEADS), g.ints(-1), g.ints(HEAD), axis=0)
    return g.op("Reshape", wide, shape)


def layer(g: Graph, x: str, n: int, turn: tuple[str, str], mask: str, random: np.random.Generator) -> str:
    def linear(value: str, name: str, rows: int, columns: int) -> str:
        return g.op("MatMul", value, g.weight(f"{name}.{n}", random.normal(size=(rows, columns)) * rows**-0.5 * 1.6))

    y = normed(g, x, f"norm1.{n}")
    q = rotated(g, heads(g, linear(y, "q", WIDTH, HEADS * HEAD), HEADS), *turn)
    k = rotated(g, heads(g, linear(y, "k", WIDTH, KV_HEADS * HEAD), KV_HEADS), *turn)
    v = heads(g, linear(y, "v", WIDTH, KV_HEADS * HEAD), KV_HEADS)
    k, v = repeated(g, with_past(g, k, n, "key")), repeated(g, with_past(g, v, n, "value"))
    scores = g.op("MatMul", q, g.op("Transpose", k, perm=[0, 1, 3, 2]))
    scores = g.op("Add", g.op("Mul", scores, g.number(HEAD**-0.5)), mask)
    mixed = g.op("Transpose", g.op("MatMul", g.op("Softmax", scores, axis=-1), v), perm=[0, 2, 1, 3])
    x = g.op("Add", x, linear(g.op("Reshape", mixed, g.ints(0, 0, HEADS * HEAD)), "o", HEADS * HEAD, WIDTH))
    y = normed(g, x, f"norm2.{n}")
    gate = linear(y, "gate", WIDTH, FEED)
    fed = g.op("Mul", g.op("Mul", gate, g.op("Sigmoid", gate)), linear(y, "up", WIDTH, FEED))
    return g.op("Add", x, linear(fed, "down", FEED, WIDTH))


def positions(g: Graph) -> tuple[str, str, str]:
    """The positions of the new tokens, of all tokens, and those of the new ones as a column."""
    new = g.op("Squeeze", g.op("Slice", g.op("Shape", "input_ids"), g.ints(1), g.ints(2)), g.ints(0))
    total = g.op("Squeeze", g.op("Slice", g.op("Shape", "attention_mask"), g.ints(1), g.ints(2)), g.ints(0))
    zero, one = g.constant("zero", np.array(0, np.int64)), g.constant("one", np.array(1, np.int64))
    queries = g.op("Range", g.op("Sub", total, new), total, one)
    return queries, g.op("Range", zero, total, one), g.op("Unsqueeze", queries, g.ints(1))


def masked(g: Graph, keys: str, column: str) -> str:
    later = g.op("Cast", g.op("Greater", g.op("Unsqueeze", keys, g.ints(0)), column), to=TensorProto.FLOAT)
    absent = g.op("Sub", g.number(1.0), g.op("Cast", "attention_mask", to=TensorProto.FLOAT))
    hidden = g.op("Add", later, g.op("Unsqueeze", absent, g.ints(1, 2)))
    return g.op("Mul", hidden, g.number(-1e9))


def decoder(vocabulary: int, seed: int, half: bool = False, takes_positions: bool = True) -> onnx.ModelProto:
    random = np.random.default_rng(seed)
    g = Graph(half)
    words = random.normal(size=(vocabulary, WIDTH))
    angles = np.outer(np.arange(CONTEXT), THETA ** (-np.arange(0, HEAD, 2) / HEAD))
    angles = np.concatenate([angles, angles], axis=1).astype(np.float32)
    cos, sin = g.constant("cos", np.cos(angles)), g.constant("sin", np.sin(angles))
    queries, keys, column = positions(g)
    where = "position_ids" if takes_positions else g.op("Unsqueeze", queries, g.ints(0))
    turn = tuple(g.op("Unsqueeze", g.op("Gather", table, where), g.ints(1)) for table in (cos, sin))
    mask = masked(g, keys, column)
    x = g.op("Gather", g.weight("words", words), "input_ids")
    for n in range(LAYERS):
        x = layer(g, x, n, turn, mask, random)
    x = normed(g, x, "norm")
    head = g.weight("head", random.normal(size=(WIDTH, vocabulary)) * 0.7)
    if half:
        g.op("Cast", g.op("MatMul", x, head), to=TensorProto.FLOAT16, to_name="logits")
    else:
        g.op("MatMul", x, head, to_name="logits")
    return model(g, vocabulary, half, takes_positions)


def model(g: Graph, vocabulary: int, half: bool, takes_positions: bool) -> onnx.ModelProto:
    kind = TensorProto.FLOAT16 if half else TensorProto.FLOAT
    info = helper.make_tensor_value_info
    inputs = [info("input_ids", TensorProto.INT64, ["batch", "new"]), info("attention_mask", TensorProto.INT64, ["batch", "total"])]
    if takes_positions:
        inputs.append(info("position_ids", TensorProto.INT64, ["batch", "new"]))
    outputs = [info("logits", kind, ["batch", "new", vocabulary])]
    for n in range(LAYERS):
        for part in ("key", "value"):
            inputs.append(info(f"past_key_values.{n}.{part}", kind, ["batch", KV_HEADS, "past", HEAD]))
            outputs.append(info(f"present.{n}.{part}", kind, ["batch", KV_HEADS, "total", HEAD]))
    graph = helper.make_graph(g.nodes, "tiny-llama", inputs, outputs, g.initializers)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(made)
    return made
