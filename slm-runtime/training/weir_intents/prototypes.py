"""A small index of the training examples: spherical k-means inside every class."""

import numpy as np

ROUNDS = 12


def per_class(embeddings: np.ndarray, labels: np.ndarray, count: int, seed: int) -> np.ndarray:
    """`count` unit vectors for each class, stacked by class."""
    chance = np.random.default_rng(seed)
    return np.concatenate([_centres(embeddings[labels == c], count, chance) for c in np.unique(labels)])


def _centres(rows: np.ndarray, count: int, chance: np.random.Generator) -> np.ndarray:
    centres = rows[_spread(rows, count, chance)]
    for _ in range(ROUNDS):
        nearest = (rows @ centres.T).argmax(axis=1)
        for k in np.unique(nearest):
            mean = rows[nearest == k].sum(axis=0)
            centres[k] = mean / np.linalg.norm(mean)
    return centres


def _spread(rows: np.ndarray, count: int, chance: np.random.Generator) -> list[int]:
    """Starts far apart: each is the row least like those already chosen."""
    chosen = [int(chance.integers(len(rows)))]
    best = rows @ rows[chosen[0]]
    while len(chosen) < count:
        chosen.append(int(best.argmin()))
        best = np.maximum(best, rows @ rows[chosen[-1]])
    return chosen
