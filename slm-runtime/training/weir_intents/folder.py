"""Writes the files of the model folder that are not the graph."""

import hashlib
import json
from pathlib import Path

from . import confidence, encoder
from .confidence import Certificate, Head

MODEL = "onnx/model_quantized.onnx"
FITTED_ON = (
    "CLINC150: temperature on 1,500 validation texts (10 of each intent); weights on the same and 75 of the 150 "
    "texts of train_oos_plus that are not in train_oos; threshold on the other 1,500 validation texts, the other 75, "
    "and the 100 of val_oos"
)
METHOD = (
    "stratified Clopper-Pearson bounds on in-scope wrong kept (chance 0.01), in-scope right kept (0.01) and "
    "out-of-scope kept (0.03), combined at the declared share; fixed sequence from 0.99 down in steps of 0.005"
)


def write_tokenizer(source: Path, folder: Path) -> None:
    """The pretrained tokenizer without its padding to 128 tokens and its truncation."""
    tokenizer = json.loads(source.read_text(encoding="utf-8"))
    tokenizer["padding"] = None
    tokenizer["truncation"] = None
    text = json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":"))
    (folder / "tokenizer.json").write_text(text, encoding="utf-8")
    _write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "BertTokenizer",
            "do_lower_case": True,
            "model_max_length": 512,
            "cls_token": "[CLS]",
            "mask_token": "[MASK]",
            "pad_token": "[PAD]",
            "sep_token": "[SEP]",
            "unk_token": "[UNK]",
            "clean_up_tokenization_spaces": True,
            "strip_accents": None,
            "tokenize_chinese_chars": True,
        },
    )


def write_config(labels: list[str], folder: Path) -> None:
    _write_json(
        folder / "config.json",
        {
            "architectures": ["BertForSequenceClassification"],
            "model_type": "bert",
            "problem_type": "single_label_classification",
            "hidden_act": "gelu",
            "hidden_size": encoder.HIDDEN,
            "intermediate_size": encoder.INTERMEDIATE,
            "num_attention_heads": encoder.HEADS,
            "num_hidden_layers": encoder.LAYERS,
            "layer_norm_eps": encoder.NORM_EPSILON,
            "max_position_embeddings": 512,
            "type_vocab_size": 2,
            "vocab_size": 30522,
            "pad_token_id": 0,
            "id2label": {str(i): label for i, label in enumerate(labels)},
            "label2id": {label: i for i, label in enumerate(labels)},
        },
    )


def write_confidence(head: Head, certificate: Certificate, folder: Path) -> None:
    _write_json(
        folder / "confidence.json",
        {
            "version": 1,
            "model_sha256": _sha256(folder / MODEL),
            "tokenizer_sha256": _sha256(folder / "tokenizer.json"),
            "temperature": head.temperature,
            "features": confidence.FEATURES,
            "mean": head.mean.tolist(),
            "scale": head.scale.tolist(),
            "weights": head.weights.tolist(),
            "bias": head.bias,
            "threshold": certificate.threshold,
            "threshold_policy": {
                "error_target": confidence.ERROR_TARGET,
                "certainty": confidence.CERTAINTY,
                "out_of_scope_share": confidence.OUT_OF_SCOPE_SHARE,
                "method": METHOD,
                "coverage": certificate.coverage,
                "accepted_error": certificate.accepted_error,
                "accepted_error_bound": certificate.error_bound,
                "in_scope_n": certificate.in_scope_n,
                "out_of_scope_n": certificate.out_of_scope_n,
            },
            "fitted_on": FITTED_ON,
        },
    )


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write_json(path: Path, value: dict) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
