"""The calibrated confidence of the quantized model, and the threshold certified for it."""

import math
from dataclasses import dataclass

import numpy as np

FEATURES = ["max_softmax_logit", "energy", "nearest_cosine"]
OUT_OF_SCOPE_SHARE = 0.18
ERROR_TARGET = 0.05
CERTAINTY = 0.95
PENALTY = 1e-3
CLIP = 1e-6
# How the five per cent chance of a wrong certificate is shared out: out-of-scope texts are the scarce ones.
CHANCE_OUT_OF_SCOPE, CHANCE_WRONG, CHANCE_RIGHT = 0.03, 0.01, 0.01
CANDIDATES = [round(0.99 - 0.005 * step, 3) for step in range(99)]


@dataclass(frozen=True)
class Evidence:
    """What the model's own numbers say of a set of texts. An answer to an out-of-scope text is never right."""

    logits: np.ndarray
    nearest: np.ndarray
    labels: np.ndarray
    right: np.ndarray
    in_scope: np.ndarray


@dataclass(frozen=True)
class Head:
    temperature: float
    mean: np.ndarray
    scale: np.ndarray
    weights: np.ndarray
    bias: float

    def confidence(self, logits: np.ndarray, nearest: np.ndarray) -> np.ndarray:
        z = (features(logits, nearest, self.temperature) - self.mean) / self.scale
        return 1 / (1 + np.exp(-(self.bias + z @ self.weights)))


def features(logits: np.ndarray, nearest: np.ndarray, temperature: float) -> np.ndarray:
    top = np.exp(-_log_sum_exp((logits - logits.max(axis=1, keepdims=True)) / temperature))
    top = np.clip(top, CLIP, 1 - CLIP)
    return np.stack([np.log(top / (1 - top)), energy(logits), nearest.astype(np.float64)], axis=1)


def energy(logits: np.ndarray) -> np.ndarray:
    """log-sum-exp of the raw logits: no temperature."""
    return _log_sum_exp(logits)


def _log_sum_exp(logits: np.ndarray) -> np.ndarray:
    logits = logits.astype(np.float64)
    largest = logits.max(axis=1, keepdims=True)
    return np.log(np.exp(logits - largest).sum(axis=1)) + largest[:, 0]


def fit_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The temperature with the least negative log-likelihood, by golden-section search on its logarithm."""

    def loss(log_t: float) -> float:
        scaled = logits.astype(np.float64) / math.exp(log_t)
        return float(np.mean(_log_sum_exp(scaled) - scaled[np.arange(len(labels)), labels]))

    ratio = (math.sqrt(5) - 1) / 2
    low, high = math.log(0.2), math.log(5.0)
    while high - low > 1e-5:
        a, b = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (low, b) if loss(a) < loss(b) else (a, high)
    return math.exp((low + high) / 2)


def fit_head(rows: Evidence, temperature: float, row_weights: np.ndarray) -> Head:
    """Weighted logistic regression by Newton's method, lightly penalised."""
    x = features(rows.logits, rows.nearest, temperature)
    mean, scale = x.mean(axis=0), x.std(axis=0)
    x = np.column_stack([np.ones(len(x)), (x - mean) / scale])
    penalty = PENALTY * np.diag([0.0] + [1.0] * len(FEATURES))
    beta = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-(x @ beta)))
        gradient = x.T @ (row_weights * (rows.right - p)) - penalty @ beta
        curvature = (x * (row_weights * p * (1 - p))[:, None]).T @ x + penalty
        step = np.linalg.solve(curvature, gradient)
        beta += step
        if np.abs(step).max() < 1e-10:
            break
    return Head(temperature, mean, scale, beta[1:], float(beta[0]))


@dataclass(frozen=True)
class Certificate:
    """A threshold and what was seen, and what is certain, above it."""

    threshold: float
    coverage: float
    accepted_error: float
    error_bound: float
    in_scope_n: int
    out_of_scope_n: int
    in_scope_kept: float
    out_of_scope_kept: float


def certify(confidence: np.ndarray, rows: Evidence) -> Certificate:
    """Lowers the threshold, candidate by candidate, for as long as the error bound holds.

    Fixed-sequence testing: the order is set beforehand and the first failure ends it, so every test may spend the
    whole chance of error.
    """
    best = None
    for threshold in CANDIDATES:
        tried = _at(threshold, confidence, rows)
        if tried.error_bound > ERROR_TARGET:
            break
        best = tried
    if best is None:
        raise ValueError("no threshold can be certified")
    return best


def _at(threshold: float, confidence: np.ndarray, rows: Evidence) -> Certificate:
    kept = confidence >= threshold
    in_scope, foreign = int(rows.in_scope.sum()), int((~rows.in_scope).sum())
    right = int((kept & rows.right).sum())
    wrong = int((kept & rows.in_scope & ~rows.right).sum())
    accepted_foreign = int((kept & ~rows.in_scope).sum())

    def error(wrong_rate: float, right_rate: float, foreign_rate: float) -> tuple[float, float]:
        bad = (1 - OUT_OF_SCOPE_SHARE) * wrong_rate + OUT_OF_SCOPE_SHARE * foreign_rate
        total = bad + (1 - OUT_OF_SCOPE_SHARE) * right_rate
        return (bad / total if total > 0 else 1.0), total

    seen, coverage = error(wrong / in_scope, right / in_scope, accepted_foreign / foreign)
    bound, _ = error(
        at_most(wrong, in_scope, CHANCE_WRONG),
        at_least(right, in_scope, CHANCE_RIGHT),
        at_most(accepted_foreign, foreign, CHANCE_OUT_OF_SCOPE),
    )
    kept_in_scope = (right + wrong) / in_scope
    return Certificate(
        threshold, coverage, seen, bound, in_scope, foreign, kept_in_scope, accepted_foreign / foreign
    )


def at_most(successes: int, trials: int, chance: float) -> float:
    """Clopper-Pearson upper bound: the rate at which so few successes would have probability `chance`."""
    if successes == trials:
        return 1.0
    low, high = successes / trials, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _binomial_cdf(successes, trials, middle) > chance else (low, middle)
    return high


def at_least(successes: int, trials: int, chance: float) -> float:
    """Clopper-Pearson lower bound."""
    return 1.0 - at_most(trials - successes, trials, chance)


def _binomial_cdf(k: int, n: int, p: float) -> float:
    if p <= 0.0:
        return 1.0
    if p >= 1.0:
        return 0.0
    log_p, log_q = math.log(p), math.log1p(-p)
    terms = [
        math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1) + i * log_p + (n - i) * log_q
        for i in range(k + 1)
    ]
    return min(1.0, math.fsum(map(math.exp, terms)))
