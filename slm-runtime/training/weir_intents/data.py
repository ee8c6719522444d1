"""CLINC150 rows, the tokenizer, and padded batches."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

CLASSES = 150


@dataclass(frozen=True)
class Corpus:
    """The splits by use. Out-of-scope texts: `exposure` trains the encoder, `fit` the confidence; `certificate` and
    `validation` only judge.
    """

    labels: list[str]
    train: list[tuple[str, int]]
    validation: list[tuple[str, int]]
    oos_exposure: list[str]
    oos_fit: list[str]
    oos_certificate: list[str]
    oos_validation: list[str]


def load(folder: Path) -> Corpus:
    train = _rows(folder / "train.jsonl")
    validation = _rows(folder / "val.jsonl")
    labels = sorted({intent for _, intent in train})
    if len(labels) != CLASSES:
        raise ValueError(f"expected {CLASSES} intents, found {len(labels)}")
    index = {label: i for i, label in enumerate(labels)}
    exposure = [text for text, _ in _rows(folder / "train_oos.jsonl")]
    plus = [text for text, _ in _rows(folder / "train_oos_plus.jsonl")]
    seen = set(exposure)
    unseen = [text for text in plus if text not in seen]
    return Corpus(
        labels=labels,
        train=[(text, index[intent]) for text, intent in train],
        validation=[(text, index[intent]) for text, intent in validation],
        oos_exposure=exposure,
        oos_fit=unseen[::2],
        oos_certificate=unseen[1::2],
        oos_validation=[text for text, _ in _rows(folder / "val_oos.jsonl")],
    )


def load_own(folder: Path) -> Corpus:
    """`train.jsonl` and `val.jsonl` of {"text", "intent"}, with any labels and nothing out-of-scope."""
    train, validation = _rows(folder / "train.jsonl"), _rows(folder / "val.jsonl")
    labels = sorted({intent for _, intent in train})
    index = {label: i for i, label in enumerate(labels)}
    unknown = sorted({intent for _, intent in validation} - set(labels))
    if unknown:
        raise ValueError(f"val.jsonl has intents that train.jsonl does not: {', '.join(unknown)}")
    return Corpus(
        labels=labels,
        train=[(text, index[intent]) for text, intent in train],
        validation=[(text, index[intent]) for text, intent in validation],
        oos_exposure=[],
        oos_fit=[],
        oos_certificate=[],
        oos_validation=[],
    )


def _rows(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return [(row["text"], row["intent"]) for row in map(json.loads, lines)]


def load_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer without padding or truncation: a short request must stay short."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def encode(tokenizer: Tokenizer, texts: list[str]) -> list[list[int]]:
    return [encoding.ids for encoding in tokenizer.encode_batch(texts)]


def pad(rows: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Right-padded ids and their attention mask."""
    width = max(map(len, rows))
    ids = np.zeros((len(rows), width), dtype=np.int64)
    mask = np.zeros((len(rows), width), dtype=np.int64)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = row
        mask[i, : len(row)] = 1
    return ids, mask
