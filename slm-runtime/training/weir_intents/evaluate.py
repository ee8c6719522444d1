"""Measures the finished folder, on rows that fitted nothing."""

from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from . import confidence, data, measure
from .confidence import Certificate, Evidence, Head
from .runtime import Runtime

# Looked at, never fitted: the text, the label it must get, and whether it must be kept.
PROBES = [
    ("please freeze my bank account right now", "freeze_account", True),
    ("write me a sonnet about the sea", None, False),
    ("tell me a joke about compilers in the style of Kafka", None, False),
    ("what is the capital of Mongolia and why", None, False),
]
TIMED_TOKENS = 11


@dataclass(frozen=True)
class Subject:
    """What is measured: both graphs, the fitted head, its certificate, and the rows held out from the fit."""

    exact: Runtime
    quantized: Runtime
    head: Head
    certificate: Certificate
    held_out: Evidence


def measure_all(subject: Subject, tokenizer: Tokenizer, corpus: data.Corpus, index_sizes: dict) -> dict:
    rows = data.encode(tokenizer, [text for text, _ in corpus.validation])
    labels = np.array([label for _, label in corpus.validation])
    exact, _, _ = subject.exact.run_all(rows)
    quantized, _, _ = subject.quantized.run_all(rows)
    timed = next(row for row in rows if len(row) == TIMED_TOKENS)
    return {
        "accuracy_fp32": float((exact.argmax(axis=1) == labels).mean()),
        "accuracy_int8": float((quantized.argmax(axis=1) == labels).mean()),
        "agreement": float((quantized.argmax(axis=1) == exact.argmax(axis=1)).mean()),
        "ranking": _ranking(subject),
        "official": _official(subject, tokenizer, corpus),
        "calibration": _calibration(subject),
        "index": index_sizes,
        "batch_difference": _batch_difference(subject.quantized, rows[:64]),
        "cpu_ms_fp32": subject.exact.cpu_milliseconds(timed),
        "cpu_ms_int8": subject.quantized.cpu_milliseconds(timed),
        "probes": _probes(subject, tokenizer, corpus.labels),
    }


def _ranking(subject: Subject) -> dict[str, tuple[float, float]]:
    """For each score: AUROC of in-scope against out-of-scope, and of right against wrong on the mix."""
    held = subject.held_out
    weights = measure.mix_weights(held.in_scope, confidence.OUT_OF_SCOPE_SHARE)
    scores = {"confidence": subject.head.confidence(held.logits, held.nearest)}
    columns = confidence.features(held.logits, held.nearest, subject.head.temperature).T
    scores |= dict(zip(confidence.FEATURES, columns, strict=True))
    return {
        name: (
            measure.auroc(score[held.in_scope], score[~held.in_scope]),
            measure.weighted_auroc(score, held.right, weights),
        )
        for name, score in scores.items()
    }


def _official(subject: Subject, tokenizer: Tokenizer, corpus: data.Corpus) -> float:
    """AUROC of the confidence on held-out validation texts against `val_oos` alone."""
    held = subject.held_out
    known = subject.head.confidence(held.logits[held.in_scope], held.nearest[held.in_scope])
    logits, _, nearest = subject.quantized.run_all(data.encode(tokenizer, corpus.oos_validation))
    return measure.auroc(known, subject.head.confidence(logits, nearest))


def _calibration(subject: Subject) -> dict[str, float]:
    held = subject.held_out
    p = subject.head.confidence(held.logits, held.nearest)
    weights = measure.mix_weights(held.in_scope, confidence.OUT_OF_SCOPE_SHARE)
    return {
        "ece": measure.expected_calibration_error(p, held.right, weights),
        "brier": measure.brier(p, held.right, weights),
    }


def _batch_difference(runtime: Runtime, rows: list[list[int]]) -> float:
    """How far the logits of a text move when others, longer ones too, share its batch."""
    together = runtime.run(rows)[0]
    alone = np.concatenate([runtime.run([row])[0] for row in rows])
    return float(np.abs(together - alone).max())


def _probes(subject: Subject, tokenizer: Tokenizer, labels: list[str]) -> list[dict]:
    found = []
    for text, wanted, keep in PROBES:
        logits, _, nearest = subject.quantized.run(data.encode(tokenizer, [text]))
        p = float(subject.head.confidence(logits, nearest)[0])
        label = labels[int(logits[0].argmax())]
        kept = p >= subject.certificate.threshold
        met = kept == keep and wanted in (None, label)
        found.append({"text": text, "label": label, "confidence": p, "kept": kept, "met": met})
    return found


def render(measured: dict, certificate: Certificate, model_bytes: int, folder_bytes: int) -> str:
    """The measurements as Markdown."""
    ranking, calibration = measured["ranking"], measured["calibration"]
    lines = [
        "| measured on CLINC150 validation data | value |",
        "|---|---|",
        f"| in-scope accuracy, forced choice, fp32 (3,000 texts) | {_percent(measured['accuracy_fp32'])} |",
        f"| the same, int8 | {_percent(measured['accuracy_int8'])} |",
        f"| same label from fp32 and int8 | {_percent(measured['agreement'])} |",
    ]
    lines += [
        f"| AUROC of `{name}`: in-scope against out-of-scope / right against wrong on the mix | {a:.4f} / {b:.4f} |"
        for name, (a, b) in ranking.items()
    ]
    lines += [
        f"| AUROC of `confidence`: in-scope against the 100 texts of `val_oos` alone | {measured['official']:.4f} |",
        f"| calibration error (15 bins) / Brier score, on the mix | "
        f"{calibration['ece']:.4f} / {calibration['brier']:.4f} |",
        f"| threshold | {certificate.threshold} |",
        f"| error among kept, seen / certified with 95 % certainty | "
        f"{_percent(certificate.accepted_error)} / {_percent(certificate.error_bound)} |",
        f"| kept at that threshold: of all / in-scope / out-of-scope | {_percent(certificate.coverage)} / "
        f"{_percent(certificate.in_scope_kept)} / {_percent(certificate.out_of_scope_kept)} |",
        f"| CPU time of one {TIMED_TOKENS}-token request, one thread: int8 / fp32 | "
        f"{measured['cpu_ms_int8']:.2f} ms / {measured['cpu_ms_fp32']:.2f} ms |",
        f"| most that a logit moves when 63 other texts share the batch | {measured['batch_difference']:.1e} |",
        f"| size of the model file / of the folder | {model_bytes:,} / {folder_bytes:,} bytes |",
        "",
        "AUROC, calibration and threshold rows: 1,500 in-scope and 175 out-of-scope texts held out from the training and",
        "from the fit of the confidence; the mix gives out-of-scope texts a share of 18 %.",
        "",
        "| index of training examples | AUROC of `nearest_cosine`, in-scope against out-of-scope (fit rows, fp32) |",
        "|---|---|",
    ]
    lines += [f"| {name} | {value:.4f} |" for name, value in measured["index"].items()]
    lines += ["", "| text, looked at but fitted to nothing | label | confidence | kept | as wanted |", "|---|---|---|---|---|"]
    lines += [
        f"| {p['text']} | `{p['label']}` | {p['confidence']:.4f} | {_word(p['kept'])} | {_word(p['met'])} |"
        for p in measured["probes"]
    ]
    return "\n".join(lines) + "\n"


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def _word(value: bool) -> str:
    return "yes" if value else "no"
