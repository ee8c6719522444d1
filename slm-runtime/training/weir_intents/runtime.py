"""Runs an exported graph with ONNX Runtime, one thread, as the gateway does."""

import time
from pathlib import Path

import numpy as np
import onnxruntime

from . import data

OUTPUTS = ["logits", "embedding", "nearest_cosine"]


class Runtime:
    def __init__(self, model: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])

    def run(self, rows: list[list[int]]) -> list[np.ndarray]:
        ids, mask = data.pad(rows)
        return self._session.run(OUTPUTS, _feed(ids, mask))

    def run_all(self, rows: list[list[int]], batch: int = 32) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Every row, in the order given, batched by length."""
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
        parts = [self.run([rows[i] for i in order[at : at + batch]]) for at in range(0, len(order), batch)]
        back = np.argsort(order)
        return tuple(np.concatenate(column)[back] for column in zip(*parts, strict=True))

    def cpu_milliseconds(self, row: list[int], repeats: int = 100, rounds: int = 9) -> float:
        """Process CPU time of one request; the median of several rounds."""
        feed = _feed(*data.pad([row]))
        spent = []
        for _ in range(rounds + 1):
            started = time.process_time()
            for _ in range(repeats):
                self._session.run(OUTPUTS, feed)
            spent.append((time.process_time() - started) * 1000 / repeats)
        return float(np.median(spent[1:]))


def _feed(ids: np.ndarray, mask: np.ndarray) -> dict[str, np.ndarray]:
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
