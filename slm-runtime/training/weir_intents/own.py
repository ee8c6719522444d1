"""A classifier of your own labels: the encoder of weir-intents with a head of its own, fine-tuned on your texts.

The folder it writes has no confidence and no threshold: `weir calibrate` finds both from labelled traffic.
"""

import argparse
from pathlib import Path

import numpy as np
import torch

from . import data, encoder, export, folder, prototypes, quantize, train
from .recipe import PROTOTYPES, SEED, THREADS
from .runtime import Runtime


def main() -> None:
    options = _options()
    torch.set_num_threads(THREADS)
    torch.manual_seed(SEED)
    options.work.mkdir(parents=True, exist_ok=True)
    (options.out / "onnx").mkdir(parents=True, exist_ok=True)

    corpus = data.load_own(options.data)
    folder.write_tokenizer(options.tokenizer, options.out)
    folder.write_config(corpus.labels, options.out)
    tokenizer = data.load_tokenizer(options.out / "tokenizer.json")
    model = encoder.load(options.encoder, len(corpus.labels))
    train.train(model, tokenizer, corpus, train.Schedule(epochs=options.epochs, seed=SEED))

    examples = train.embed(model, data.encode(tokenizer, [text for text, _ in corpus.train]))
    labels = np.array([label for _, label in corpus.train])
    fp32, int8 = options.work / "own.onnx", options.out / folder.MODEL
    export.export(model, prototypes.per_class(examples, labels, PROTOTYPES, SEED), fp32)
    quantize.quantize(fp32, int8)
    for name, path in ("fp32", fp32), ("int8", int8):
        print(f"{name}: {100 * _accuracy(Runtime(path), tokenizer, corpus.validation):.2f} % of val.jsonl right")


def _accuracy(runtime: Runtime, tokenizer, rows: list[tuple[str, int]]) -> float:
    logits, _, _ = runtime.run_all(data.encode(tokenizer, [text for text, _ in rows]))
    return float((logits.argmax(axis=1) == np.array([label for _, label in rows])).mean())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of train.jsonl and val.jsonl")
    parser.add_argument("--encoder", type=Path, required=True, help="all-MiniLM-L6-v2 as fp32 ONNX")
    parser.add_argument("--tokenizer", type=Path, required=True, help="its tokenizer.json")
    parser.add_argument("--out", type=Path, required=True, help="the model folder to write")
    parser.add_argument("--work", type=Path, required=True, help="where intermediate files go")
    parser.add_argument("--epochs", type=int, default=train.Schedule.epochs)
    return parser.parse_args()


if __name__ == "__main__":
    main()
