"""Ranking and calibration measures, with optional row weights."""

import numpy as np


def auroc(higher: np.ndarray, lower: np.ndarray) -> float:
    """P(a score of `higher` exceeds one of `lower`), ties counted half."""
    lower = np.sort(lower)
    below = np.searchsorted(lower, higher, side="left") + np.searchsorted(lower, higher, side="right")
    return float(below.mean() / (2 * len(lower)))


def weighted_auroc(scores: np.ndarray, right: np.ndarray, weights: np.ndarray) -> float:
    """AUROC of right against wrong answers, each row counted with its weight."""
    wrong = scores[~right]
    order = np.argsort(wrong)
    cumulative = np.concatenate([[0.0], np.cumsum(weights[~right][order])])
    left = cumulative[np.searchsorted(wrong[order], scores[right], side="left")]
    both = cumulative[np.searchsorted(wrong[order], scores[right], side="right")]
    return float(np.average((left + both) / 2, weights=weights[right]) / cumulative[-1])


def expected_calibration_error(p: np.ndarray, right: np.ndarray, weights: np.ndarray, bins: int = 15) -> float:
    which = np.minimum((p * bins).astype(int), bins - 1)
    gaps = [abs(np.sum(weights[which == b] * (right[which == b] - p[which == b]))) for b in range(bins)]
    return float(sum(gaps) / weights.sum())


def brier(p: np.ndarray, right: np.ndarray, weights: np.ndarray) -> float:
    return float(np.average((p - right) ** 2, weights=weights))


def mix_weights(in_scope: np.ndarray, out_of_scope_share: float) -> np.ndarray:
    """Weights that sum to one and give the out-of-scope rows their declared share."""
    share = np.where(in_scope, 1 - out_of_scope_share, out_of_scope_share)
    size = np.where(in_scope, in_scope.sum(), (~in_scope).sum())
    return share / size
