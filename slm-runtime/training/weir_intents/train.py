"""Fine-tunes the encoder and its head; out-of-scope text is pushed towards a flat answer."""

import math
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from . import data
from .encoder import IntentModel

# Without the processor's own instructions, bfloat16 is computed step by step and takes many times as long as fp32.
FAST_BFLOAT16 = torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
HEAD_SCALE = 16.0  # the head starts as scaled class means: a nearest-mean classifier


@dataclass(frozen=True)
class Schedule:
    epochs: int = 4
    batch: int = 64
    encoder_rate: float = 1e-4
    head_rate: float = 5e-3
    weight_decay: float = 0.01
    warmup: float = 0.1
    exposure_weight: float = 0.1
    exposure_rows: int = 8
    seed: int = 20


def train(model: IntentModel, tokenizer: Tokenizer, corpus: data.Corpus, schedule: Schedule) -> None:
    random.seed(schedule.seed)
    torch.manual_seed(schedule.seed)
    model.words.weight.requires_grad_(False)
    ids = data.encode(tokenizer, [text for text, _ in corpus.train])
    labels = [label for _, label in corpus.train]
    _start_head(model, ids, labels)

    batches_per_epoch = math.ceil(len(ids) / schedule.batch)
    steps = schedule.epochs * batches_per_epoch
    optimizer, scheduler = _optimizer(model, schedule, steps)
    outliers = _outliers(tokenizer, corpus, schedule)
    started = time.monotonic()
    for epoch in range(schedule.epochs):
        model.train()
        total = 0.0
        for rows in _batches(ids, schedule.batch):
            loss = _loss(model, [ids[i] for i in rows], [labels[i] for i in rows], outliers, schedule)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            scheduler.step()
            total += loss.item()
        seconds = time.monotonic() - started
        print(f"epoch {epoch + 1}: loss {total / batches_per_epoch:.4f}, {seconds:.0f} s", flush=True)
    model.eval()


def _loss(model: IntentModel, rows: list, labels: list, outliers: Iterator[list], schedule: Schedule) -> Tensor:
    foreign = next(outliers)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=FAST_BFLOAT16):
        embedding = model.embed(*_tensors(rows + foreign))
    logits = model.head(embedding.float())
    loss = functional.cross_entropy(logits[: len(rows)], torch.tensor(labels))
    if not foreign:
        return loss
    flat = -torch.log_softmax(logits[len(rows) :], dim=-1).mean()
    return loss + schedule.exposure_weight * flat


def _outliers(tokenizer: Tokenizer, corpus: data.Corpus, schedule: Schedule) -> Iterator[list]:
    """Endless handfuls of out-of-scope rows; empty ones where the corpus has none."""
    rows = data.encode(tokenizer, corpus.oos_exposure) if corpus.oos_exposure else []
    chance = random.Random(schedule.seed + 1)
    while True:
        yield chance.sample(rows, min(len(rows), schedule.exposure_rows))


def _start_head(model: IntentModel, ids: list, labels: list) -> None:
    embeddings = embed(model, ids)
    means = np.stack([embeddings[np.array(labels) == c].mean(axis=0) for c in range(model.head.out_features)])
    means -= means.mean(axis=0)
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    with torch.no_grad():
        model.head.weight.copy_(torch.from_numpy(HEAD_SCALE * means))
        model.head.bias.zero_()


def _optimizer(model: IntentModel, schedule: Schedule, steps: int):
    head = list(model.head.parameters())
    encoder = [p for n, p in model.named_parameters() if p.requires_grad and not n.startswith("head.")]
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in encoder if p.ndim > 1], "lr": schedule.encoder_rate},
            {"params": [p for p in encoder if p.ndim == 1], "lr": schedule.encoder_rate, "weight_decay": 0.0},
            {"params": head, "lr": schedule.head_rate},
        ],
        weight_decay=schedule.weight_decay,
    )
    warmup = schedule.warmup * steps

    def factor(step: int) -> float:
        return (step + 1) / warmup if step < warmup else max(0.0, (steps - step) / (steps - warmup))

    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


def _batches(ids: list, size: int) -> list[list[int]]:
    """Shuffled batches whose rows have similar lengths, so that little is padding."""
    order = random.sample(range(len(ids)), len(ids))
    pool = size * 20
    batches = []
    for start in range(0, len(order), pool):
        chunk = sorted(order[start : start + pool], key=lambda i: len(ids[i]))
        batches += [chunk[i : i + size] for i in range(0, len(chunk), size)]
    random.shuffle(batches)
    return batches


def _tensors(rows: list) -> tuple[Tensor, Tensor]:
    ids, mask = data.pad(rows)
    return torch.from_numpy(ids), torch.from_numpy(mask)


@torch.inference_mode()
def embed(model: IntentModel, ids: list, batch: int = 128) -> np.ndarray:
    """Unit-length embeddings, in the order given."""
    model.eval()
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    out = np.empty((len(ids), model.head.in_features), dtype=np.float32)
    for start in range(0, len(order), batch):
        chunk = order[start : start + batch]
        out[chunk] = model.embed(*_tensors([ids[i] for i in chunk])).numpy()
    return out
