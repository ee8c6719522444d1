"""all-MiniLM-L6-v2 rebuilt in PyTorch from the initialisers of its ONNX file."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

HIDDEN = 384
HEADS = 12
LAYERS = 6
INTERMEDIATE = 1536
NORM_EPSILON = 1e-12
DROPOUT = 0.1


class Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.attention_out = nn.Linear(HIDDEN, HIDDEN)
        self.attention_norm = nn.LayerNorm(HIDDEN, eps=NORM_EPSILON)
        self.up = nn.Linear(HIDDEN, INTERMEDIATE)
        self.down = nn.Linear(INTERMEDIATE, HIDDEN)
        self.output_norm = nn.LayerNorm(HIDDEN, eps=NORM_EPSILON)

    def forward(self, x: Tensor, visible: Tensor) -> Tensor:
        batch, length, _ = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(
            q, k, v, attn_mask=visible, dropout_p=DROPOUT if self.training else 0.0
        )
        mixed = mixed.transpose(1, 2).reshape(batch, length, HIDDEN)
        x = self.attention_norm(x + self._drop(self.attention_out(mixed)))
        return self.output_norm(x + self._drop(self.down(functional.gelu(self.up(x)))))

    def _drop(self, x: Tensor) -> Tensor:
        return functional.dropout(x, DROPOUT, self.training)


class IntentModel(nn.Module):
    """The encoder, its pooled unit-length embedding, and a linear head on it."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.words = nn.Embedding(30522, HIDDEN)
        self.positions = nn.Embedding(512, HIDDEN)
        self.types = nn.Embedding(2, HIDDEN)
        self.embedding_norm = nn.LayerNorm(HIDDEN, eps=NORM_EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.head = nn.Linear(HIDDEN, classes)

    def embed(self, ids: Tensor, mask: Tensor) -> Tensor:
        x = self.words(ids) + self.positions.weight[: ids.shape[1]] + self.types.weight[0]
        x = functional.dropout(self.embedding_norm(x), DROPOUT, self.training)
        visible = mask.bool()[:, None, None, :]
        for layer in self.layers:
            x = layer(x, visible)
        # The sum over tokens has the direction of their mean, and only the direction is kept.
        pooled = (x.float() * mask[:, :, None]).sum(dim=1)
        return functional.normalize(pooled, dim=-1)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        embedding = self.embed(ids, mask)
        return self.head(embedding), embedding


def load(path: Path, classes: int) -> IntentModel:
    """Pretrained weights from the ONNX file; the head stays random."""
    graph = onnx.load(str(path)).graph
    initialisers = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    weight_of = {  # "/encoder/layer.0/output/dense/MatMul" -> its weight, input-major
        node.name: initialisers[node.input[1]]
        for node in graph.node
        if node.op_type == "MatMul" and node.input[1] in initialisers
    }
    model = IntentModel(classes)
    with torch.no_grad():
        _copy(model.words.weight, initialisers["embeddings.word_embeddings.weight"])
        _copy(model.positions.weight, initialisers["embeddings.position_embeddings.weight"])
        _copy(model.types.weight, initialisers["embeddings.token_type_embeddings.weight"])
        _copy_norm(model.embedding_norm, initialisers, "embeddings.LayerNorm")
        for i, layer in enumerate(model.layers):
            name = f"encoder.layer.{i}"
            qkv = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
            _copy_linear(layer.qkv, initialisers, weight_of, *qkv)
            _copy_linear(layer.attention_out, initialisers, weight_of, f"{name}.attention.output.dense")
            _copy_norm(layer.attention_norm, initialisers, f"{name}.attention.output.LayerNorm")
            _copy_linear(layer.up, initialisers, weight_of, f"{name}.intermediate.dense")
            _copy_linear(layer.down, initialisers, weight_of, f"{name}.output.dense")
            _copy_norm(layer.output_norm, initialisers, f"{name}.output.LayerNorm")
    return model


def _copy_linear(linear: nn.Linear, initialisers: dict, weight_of: dict, *names: str) -> None:
    nodes = [_node_name(name) for name in names]
    _copy(linear.weight, np.concatenate([weight_of[node] for node in nodes], axis=1).T)
    _copy(linear.bias, np.concatenate([initialisers[f"{name}.bias"] for name in names]))


def _node_name(name: str) -> str:
    """`encoder.layer.0.output.dense` is the node `/encoder/layer.0/output/dense/MatMul`."""
    return "/" + name.replace(".", "/").replace("layer/", "layer.") + "/MatMul"


def _copy_norm(norm: nn.LayerNorm, initialisers: dict, name: str) -> None:
    _copy(norm.weight, initialisers[f"{name}.weight"])
    _copy(norm.bias, initialisers[f"{name}.bias"])


def _copy(parameter: Tensor, values: np.ndarray) -> None:
    parameter.copy_(torch.from_numpy(values.copy()))
