"""What greedy decoding gives: by `transformers`, and by ONNX Runtime for each graph."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import torch

NEW_TOKENS = 24
LENGTHS = {"small": (1, 5, 40, 200), "published": (1, 5, 40)}
LEAST_MARGIN = {"small": 0.015, "published": 0.0}
LEAST_GRAPH_MARGIN = {"small": 0.003, "published": 0.0}
LEAST_DISTINCT = {"small": 4, "published": 1}
MOST_DIFFERENCE = 1e-3
ELEMENT = {"tensor(float)": np.float32, "tensor(float16)": np.float16}


@dataclass
class Answer:
    """One greedy continuation; `logits` of every step, `margin` is the least gap between a first and a second."""

    ids: list[int]
    logprobs: list[float]
    margin: float
    logits: list[np.ndarray]


Answers = list[Answer]


def prompts(config, size: str) -> list[list[int]]:
    """Prompts without special tokens; the first is the start token alone."""
    dice = np.random.default_rng(7)
    bos = config.bos_token_id
    made = [[bos] + dice.integers(6, min(config.vocab_size, 2000) - 1, n - 1).tolist() for n in LENGTHS[size]]
    return [[int(token) for token in prompt] for prompt in made]


def decode(step, prompt: list[int]) -> Answer:
    """`step(ids, past length)` gives the logits of the last id."""
    answer, new, total = Answer([], [], np.inf, []), list(prompt), 0
    while len(answer.ids) < NEW_TOKENS:
        logits = step(new, total).astype(np.float32)
        answer.logits.append(logits)
        total += len(new)
        second, token = np.argpartition(logits, -2)[-2:]
        answer.margin = min(answer.margin, float(logits[token] - logits[second]))
        answer.ids.append(int(token))
        answer.logprobs.append(float(-np.log(np.exp((logits - logits[token]).astype(np.float64)).sum())))
        new = [int(token)]
    return answer


def of_torch(model, asked: list[list[int]], size: str) -> Answers:
    answers = []
    for prompt in asked:
        cache = None

        def step(ids: list[int], past: int) -> np.ndarray:
            nonlocal cache
            with torch.no_grad():
                out = model(torch.tensor([ids]), past_key_values=cache, use_cache=True)
            cache = out.past_key_values
            return out.logits[0, -1].numpy()

        answers.append(decode(step, prompt))
        if answers[-1].margin < LEAST_MARGIN[size]:
            break
    return answers


def acceptable(answers: Answers, config, least: float, distinct: int) -> bool:
    """Separated by `least`, never ending, and of at least so many distinct tokens each."""
    ends = config.eos_token_id if isinstance(config.eos_token_id, list) else [config.eos_token_id]
    return all(a.margin >= least and len(set(a.ids)) >= distinct and not set(a.ids) & set(ends) for a in answers)


def of_graph(file: Path, head_dim: int, asked: list[list[int]]) -> Answers:
    """One row, the whole prompt at once, then one token at a time; one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    inputs = {i.name: i for i in session.get_inputs()}
    outputs = [o.name for o in session.get_outputs()]
    answers = []
    for prompt in asked:
        cache = {
            name: np.zeros((1, i.shape[1], 0, head_dim), ELEMENT[i.type])
            for name, i in inputs.items() if name.startswith("past_key_values")
        }

        def step(ids: list[int], past: int) -> np.ndarray:
            nonlocal cache
            total = past + len(ids)
            feed = {"input_ids": np.array([ids]), "attention_mask": np.ones((1, total), np.int64), **cache}
            if "position_ids" in inputs:
                feed["position_ids"] = np.arange(past, total)[None, :]
            out = dict(zip(outputs, session.run(None, feed)))
            cache = {name: out[name.replace("past_key_values", "present")] for name in cache}
            return out["logits"][0, -1]

        answers.append(decode(step, prompt))
    return answers


def difference(answers: Answers, expected: Answers) -> float:
    """The largest difference of a logit, at any step before the answers part."""
    largest = 0.0
    for a, e in zip(answers, expected):
        for step, (mine, theirs) in enumerate(zip(a.logits, e.logits)):
            if a.ids[:step] == e.ids[:step]:
                largest = max(largest, float(np.abs(mine - theirs).max()))
    return largest


def check_equal(where: str, answers: Answers, expected: Answers) -> None:
    for prompt, (a, e) in enumerate(zip(answers, expected)):
        if a.ids != e.ids:
            raise SystemExit(f"{where}: greedy ids of prompt {prompt} differ: {a.ids} and {e.ids}")
    apart = difference(answers, expected)
    if not apart <= MOST_DIFFERENCE:
        raise SystemExit(f"{where}: logits differ from transformers by {apart}")


def rows(answers: Answers, with_logits: bool) -> list[dict]:
    """As golden.json holds them."""
    return [
        {"ids": a.ids, "logprobs": [round(p, 5) for p in a.logprobs], "margin": round(a.margin, 5)}
        | ({"first_logits": [float(f"{x:.6g}") for x in a.logits[0]]} if with_logits else {})
        for a in answers
    ]
