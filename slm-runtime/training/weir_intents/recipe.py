"""From the data and the pretrained encoder to the committed model folder."""

import argparse
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from . import confidence, data, encoder, evaluate, export, folder, golden, measure, prototypes, quantize, train
from .confidence import Evidence
from .runtime import Runtime

THREADS = 2
PROTOTYPES = 1
COMPARED_PROTOTYPES = (1, 5, 15)
SEED = 20
RESULTS_START, RESULTS_END = "<!-- results -->", "<!-- end of results -->"
HERE = Path(__file__).parent


def main() -> None:
    options = _options()
    corpus = data.load(options.data)
    tokenizer = begin(options, corpus)
    model = encoder.load(options.encoder, data.CLASSES)
    trained = options.work / "trained.pt"
    if options.reuse and trained.exists():
        model.load_state_dict(torch.load(trained))
        model.eval()
    else:
        train.train(model, tokenizer, corpus, train.Schedule(epochs=options.epochs, seed=SEED))
        torch.save(model.state_dict(), trained)

    rows = data.encode(tokenizer, [text for text, _ in corpus.train])
    labels = np.array([label for _, label in corpus.train])
    examples = train.embed(model, rows)
    fp32, int8 = options.work / "model.onnx", options.out / folder.MODEL
    export.export(model, prototypes.per_class(examples, labels, PROTOTYPES, SEED), fp32)
    quantize.quantize(fp32, int8)

    exact, quantized = Runtime(fp32), Runtime(int8)
    fit_rows, held_out = _evidence(quantized, tokenizer, corpus)
    head = _fit(fit_rows)
    certificate = confidence.certify(head.confidence(held_out.logits, held_out.nearest), held_out)
    folder.write_confidence(head, certificate, options.out)
    golden.write(options.golden, quantized, head, tokenizer, corpus.labels)

    subject = evaluate.Subject(exact, quantized, head, certificate, held_out)
    indexes = _compare_indexes(model, tokenizer, corpus, examples, labels)
    measured = evaluate.measure_all(subject, tokenizer, corpus, indexes)
    _write_cards(options.out, int8, measured, certificate)


def begin(options: argparse.Namespace, corpus: data.Corpus) -> Tokenizer:
    """Fixes what chance decides, and writes the files of the folder that no training changes."""
    torch.set_num_threads(THREADS)
    torch.manual_seed(SEED)
    options.work.mkdir(parents=True, exist_ok=True)
    (options.out / "onnx").mkdir(parents=True, exist_ok=True)
    folder.write_tokenizer(options.tokenizer, options.out)
    folder.write_config(corpus.labels, options.out)
    return data.load_tokenizer(options.out / "tokenizer.json")


def parser(description: str | None, rows: str) -> argparse.ArgumentParser:
    """What every recipe takes. `rows` says what the data folder holds."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data", type=Path, required=True, help=f"folder of {rows}")
    parser.add_argument("--encoder", type=Path, required=True, help="all-MiniLM-L6-v2 as fp32 ONNX")
    parser.add_argument("--tokenizer", type=Path, required=True, help="its tokenizer.json")
    parser.add_argument("--out", type=Path, required=True, help="the model folder to write")
    parser.add_argument("--work", type=Path, required=True, help="where intermediate files go")
    parser.add_argument("--epochs", type=int, default=train.Schedule.epochs)
    return parser


def _options() -> argparse.Namespace:
    options = parser(__doc__, "the CLINC150 JSONL files")
    options.add_argument("--golden", type=Path, required=True, help="the file of rows with known answers to write")
    options.add_argument("--reuse", action="store_true", help="take the weights of the last run if they are there")
    return options.parse_args()


def _evidence(runtime: Runtime, tokenizer, corpus: data.Corpus) -> tuple[Evidence, Evidence]:
    """Rows that fit the confidence, and rows that only judge it: every other validation text of each intent."""
    halves: tuple[list, list] = ([], [])
    seen = [0] * data.CLASSES
    for text, label in corpus.validation:
        halves[seen[label] % 2].append((text, label))
        seen[label] += 1
    foreign = corpus.oos_fit, corpus.oos_certificate + corpus.oos_validation
    fit_rows, held_out = (
        _observe(runtime, tokenizer, known, unknown) for known, unknown in zip(halves, foreign, strict=True)
    )
    return fit_rows, held_out


def _observe(runtime: Runtime, tokenizer, known: list[tuple[str, int]], unknown: list[str]) -> Evidence:
    texts = [text for text, _ in known] + unknown
    labels = np.array([label for _, label in known] + [-1] * len(unknown))
    logits, _, nearest = runtime.run_all(data.encode(tokenizer, texts))
    return Evidence(logits, nearest, labels, logits.argmax(axis=1) == labels, labels >= 0)


def _fit(rows: Evidence) -> confidence.Head:
    known = rows.in_scope
    temperature = confidence.fit_temperature(rows.logits[known], rows.labels[known])
    weights = measure.mix_weights(rows.in_scope, confidence.OUT_OF_SCOPE_SHARE)
    return confidence.fit_head(rows, temperature, weights)


def _compare_indexes(model, tokenizer, corpus: data.Corpus, examples: np.ndarray, labels: np.ndarray) -> dict:
    """How well the nearest cosine tells in-scope from out-of-scope, by size of the index."""
    known = train.embed(model, data.encode(tokenizer, [text for text, _ in corpus.validation]))
    unknown = train.embed(model, data.encode(tokenizer, corpus.oos_fit))
    indexes = {f"{n} per class": prototypes.per_class(examples, labels, n, SEED) for n in COMPARED_PROTOTYPES}
    indexes[f"all {len(examples):,} examples"] = examples
    return {
        name: measure.auroc((known @ index.T).max(axis=1), (unknown @ index.T).max(axis=1))
        for name, index in indexes.items()
    }


def _write_cards(out: Path, int8: Path, measured: dict, certificate: confidence.Certificate) -> None:
    card = out / "README.md"
    card.write_text("")
    template = (HERE / "card.md").read_text(encoding="utf-8")
    others = folder.size(out) + len(template.encode())

    def results(total: int) -> str:
        return evaluate.render(measured, certificate, int8.stat().st_size, total)

    # The card states the size of the folder it is part of; the digits of that size do not change its length.
    total = others + len(results(others).encode()) - len("@RESULTS@")
    card.write_text(template.replace("@RESULTS@", results(total)), encoding="utf-8")
    readme = HERE / "README.md"
    text = readme.read_text(encoding="utf-8")
    before, after = text.split(RESULTS_START)[0], text.split(RESULTS_END)[1]
    readme.write_text(f"{before}{RESULTS_START}\n{results(total)}{RESULTS_END}{after}", encoding="utf-8")
    print(results(total))


if __name__ == "__main__":
    main()
