"""A classifier of your own labels: the encoder of weir-intents with a head of its own, fine-tuned on your texts.

The folder it writes has no confidence and no threshold: `weir calibrate` finds both from labelled traffic.
"""

import numpy as np
from tokenizers import Tokenizer

from . import data, encoder, export, folder, prototypes, quantize, recipe, train
from .runtime import Runtime


def main() -> None:
    options = recipe.parser(__doc__, "train.jsonl and val.jsonl").parse_args()
    corpus = data.load_own(options.data)
    tokenizer = recipe.begin(options, corpus)
    model = encoder.load(options.encoder, len(corpus.labels))
    train.train(model, tokenizer, corpus, train.Schedule(epochs=options.epochs, seed=recipe.SEED))

    examples = train.embed(model, data.encode(tokenizer, [text for text, _ in corpus.train]))
    labels = np.array([label for _, label in corpus.train])
    fp32, int8 = options.work / "own.onnx", options.out / folder.MODEL
    export.export(model, prototypes.per_class(examples, labels, recipe.PROTOTYPES, recipe.SEED), fp32)
    quantize.quantize(fp32, int8)
    for name, path in ("fp32", fp32), ("int8", int8):
        print(f"{name}: {100 * _accuracy(Runtime(path), tokenizer, corpus.validation):.2f} % of val.jsonl right")


def _accuracy(runtime: Runtime, tokenizer: Tokenizer, rows: list[tuple[str, int]]) -> float:
    logits, _, _ = runtime.run_all(data.encode(tokenizer, [text for text, _ in rows]))
    return float((logits.argmax(axis=1) == np.array([label for _, label in rows])).mean())


if __name__ == "__main__":
    main()
