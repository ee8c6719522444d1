"""Writes the test fixture models/tiny-classifier: an encoder of random weights. See README.md."""

import json
import pathlib

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

WORDS = "what is my balance please freeze the card now play some music a b c d e f g h".split()
LABELS = ["balance", "freeze", "music", "other"]
MAX_TOKENS = 16
WIDTH = 8
TARGET = pathlib.Path(__file__).resolve().parents[2] / "src/test/resources/models/tiny-classifier"
TEXTS = ["what is my balance", "Please freeze the card NOW", "play some music", "", "zebra"]


def tokenizer() -> Tokenizer:
    vocabulary = {token: i for i, token in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS])}
    made = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    made.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]"])
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return made


def graph(vocabulary: int) -> onnx.ModelProto:
    random = np.random.default_rng(7)
    weights = {
        "words": random.normal(size=(vocabulary, WIDTH)).astype(np.float32),
        "head": random.normal(size=(WIDTH, len(LABELS))).astype(np.float32),
        "nearest": random.normal(size=(WIDTH, 1)).astype(np.float32),
        "last": np.array([-1], np.int64),
        "middle": np.array([1], np.int64),
    }
    nodes = [
        helper.make_node("Gather", ["words", "input_ids"], ["vectors"]),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["mask", "last"], ["mask3"]),
        helper.make_node("Mul", ["vectors", "mask3"], ["kept"]),
        helper.make_node("ReduceSum", ["kept", "middle"], ["sum"], keepdims=0),
        helper.make_node("ReduceSum", ["mask", "middle"], ["count"], keepdims=1),
        helper.make_node("Div", ["sum", "count"], ["embedding"]),
        helper.make_node("MatMul", ["embedding", "head"], ["logits"]),
        helper.make_node("MatMul", ["embedding", "nearest"], ["similar"]),
        helper.make_node("Tanh", ["similar"], ["bounded"]),
        helper.make_node("Squeeze", ["bounded", "middle"], ["nearest_cosine"]),
    ]
    made = helper.make_graph(
        nodes,
        "tiny-classifier",
        [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "length"]) for n in ("input_ids", "attention_mask")],
        [
            helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", len(LABELS)]),
            helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", WIDTH]),
            helper.make_tensor_value_info("nearest_cosine", TensorProto.FLOAT, ["batch"]),
        ],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return model


def main() -> None:
    (TARGET / "onnx").mkdir(parents=True, exist_ok=True)
    made = tokenizer()
    model = graph(made.get_vocab_size())
    onnx.save(model, TARGET / "onnx/model.onnx")
    config = {"id2label": dict(enumerate(LABELS)), "max_position_embeddings": MAX_TOKENS, "model_type": "tiny"}
    (TARGET / "config.json").write_text(json.dumps(config, indent=2) + "\n")

    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    rows = []
    for text in TEXTS:
        ids = made.encode(text).ids
        feed = {"input_ids": np.array([ids]), "attention_mask": np.ones((1, len(ids)), np.int64)}
        logits, embedding, nearest = session.run(None, feed)
        rows.append({
            "text": text,
            "input_ids": ids,
            "label": LABELS[int(logits[0].argmax())],
            "logits": [round(float(x), 6) for x in logits[0]],
            "embedding": [round(float(x), 6) for x in embedding[0]],
            "nearest_cosine": round(float(nearest[0]), 6),
        })
    (TARGET / "golden.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))

    # On purpose: a published file fixes both, and a reader that obeys it computes on padding or loses text.
    made.enable_padding(length=64)
    made.enable_truncation(8)
    made.save(str(TARGET / "tokenizer.json"))


if __name__ == "__main__":
    main()
