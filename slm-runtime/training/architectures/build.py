"""Builds the model folders. See README.md."""

import argparse
import json
import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import onnxruntime
import torch
import transformers

from . import facts, genai, golden, hf, weights, words
from .shapes import SHAPES, Shape

MODULE = Path(__file__).resolve().parents[2]
FIXTURES = MODULE / "src/test/resources/architectures"
FULL = ("fp32", "external")


def main() -> None:
    asked = arguments()
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    torch.set_num_threads(1 if asked.size == "small" else 2)
    asked.out.mkdir(parents=True, exist_ok=True)
    for shape in SHAPES:
        if asked.only and shape.name not in asked.only or asked.size == "published" and not shape.published:
            continue
        build(shape, asked)
    if asked.facts:
        files = sorted(asked.out.rglob("*.onnx"))
        asked.facts.write_text("# What each graph takes and gives\n\nWritten by `build.py --facts`.\n\n" + "\n".join(facts.of(file, asked.out) for file in files))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", choices=["small", "published"], default="small")
    parser.add_argument("--out", type=Path, default=FIXTURES)
    parser.add_argument("--only", type=lambda text: text.split(","), help="names of shapes.py, comma separated")
    parser.add_argument("--layouts", type=lambda text: text.split(","), default=["hf", "genai"])
    parser.add_argument("--precisions", type=lambda text: text.split(","), default=["fp32", "int8", "int4"])
    parser.add_argument("--tokenizers", type=Path, help="folder of published tokenizers, for --size published")
    parser.add_argument("--work", type=Path, help="where intermediate files are written")
    parser.add_argument("--facts", type=Path, help="a Markdown file to write the inputs and outputs of all graphs to")
    return parser.parse_args()


class TooClose(Exception):
    """A graph whose answers are near ties: the next seed is tried."""


def build(shape: Shape, asked: argparse.Namespace) -> None:
    """Builds every layout of one architecture, from the first seed that serves them all."""
    with tempfile.TemporaryDirectory(dir=asked.work) as scratch:
        checkpoint = Path(scratch) / "checkpoint"
        for seed, config, expected in weights.separated(shape, asked.size, checkpoint):
            try:
                Building(shape, asked, checkpoint, seed, config, expected).run()
                return
            except TooClose as reason:
                print(f"{shape.name}: seed {seed} passed over: {reason}", flush=True)
    raise SystemExit(f"{shape.name}: no seed gives well separated answers; change `spread`")


class Building:
    """One architecture, from random weights to checked folders."""

    def __init__(self, shape: Shape, asked: argparse.Namespace, checkpoint: Path, seed: int, config, expected) -> None:
        self.shape, self.asked, self.checkpoint, self.scratch = shape, asked, checkpoint, checkpoint.parent
        self.seed, self.config, self.expected = seed, config, expected
        self.name = shape.name if asked.size == "small" else shape.published_name
        self.head_dim = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
        self.prompts = golden.prompts(config, asked.size)

    def run(self) -> None:
        self.tokenizer(self.checkpoint)
        for layout in [layout for layout in self.asked.layouts if layout in self.shape.layouts]:
            folder = self.asked.out / f"{self.name}-{layout}"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            graphs = self.hf(folder) if layout == "hf" else self.genai(folder)
            self.most = self.shape.hf_prompts if layout == "hf" else len(self.prompts)
            self.write(folder, [self.compared(folder, precision, file) for precision, file in graphs])

    def tokenizer(self, folder: Path) -> None:
        if self.asked.size == "published" and self.shape.tokenizer and self.asked.tokenizers:
            words.copy(self.asked.tokenizers / self.shape.tokenizer, folder)
        else:
            words.write(folder, self.config.vocab_size)

    def hf(self, folder: Path) -> Iterator[tuple[str, Path]]:
        graphs = self.shape.graphs if self.asked.size == "small" else tuple(self.asked.precisions)
        self.tokenizer(folder)
        yield from hf.export(self.checkpoint, self.scratch / "exported", folder, graphs, self.shape.attention)

    def genai(self, folder: Path) -> Iterator[tuple[str, Path]]:
        for precision in self.asked.precisions:
            if precision != "int8" or self.asked.size == "published":
                # A row of embeddings can't be shorter than a block.
                block, options = min(32, self.config.hidden_size), self.shape.builder_options
                cache, target = self.scratch / "cache", folder / precision
                yield precision, genai.build(self.checkpoint, cache, target, precision, block, options)

    def compared(self, folder: Path, precision: str, file: Path) -> dict:
        answers = golden.of_graph(file, self.head_dim, self.prompts[: self.most])
        where = str(file.relative_to(self.asked.out))
        if precision in FULL:
            golden.check_equal(where, answers, self.expected)
        margin, apart = min(a.margin for a in answers), golden.difference(answers, self.expected)
        if not golden.acceptable(answers, self.config, golden.LEAST_GRAPH_MARGIN[self.asked.size], distinct=1):
            raise TooClose(f"{where}: margin {margin:.4f}, or an end token")
        print(f"{where}: {file.stat().st_size} bytes, differs by {apart:.3g}, margin {margin:.4f}", flush=True)
        return {
            "file": str(file.relative_to(folder)),
            "precision": precision.replace("external", "fp32"),
            "max_logit_difference": float(f"{apart:.3g}"),
            "answers": golden.rows(answers, with_logits=False),
        }

    def write(self, folder: Path, graphs: list[dict]) -> None:
        (folder / "golden.json").write_text(json.dumps({
            "model": self.shape.source, "size": self.asked.size, "seed": self.seed, "head_dim": self.head_dim,
            "made_with": {"transformers": transformers.__version__, "onnxruntime": onnxruntime.__version__},
            "prompts": self.prompts[: self.most],
            "transformers": golden.rows(self.expected[: self.most], with_logits=self.asked.size == "small"),
            "graphs": graphs,
        }) + "\n")


if __name__ == "__main__":
    main()
