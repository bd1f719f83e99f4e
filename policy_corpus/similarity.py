"""Two sets, or rows of matrices → their Jaccard similarity: what both have, as a share of what either has."""

import numpy as np
from scipy import sparse


def jaccard(ours: set, theirs: set) -> float:
    """The Jaccard similarity of two sets, 0 to 1; of two empty sets, 1.

    >>> jaccard({"face", "voice"}, {"voice", "iris"})
    0.3333333333333333
    """
    both = len(ours & theirs)
    return both / (len(ours) + len(theirs) - both) if ours or theirs else 1.0


def jaccard_of(shared, size, other_size):
    """The Jaccard similarity of what is counted already, element by element; 0 where neither has anything.

    `shared` is what both have, `size` and `other_size` what each has: numbers, or arrays that broadcast.
    """
    either = size + other_size - shared
    return shared / np.where(either > 0, either, 1)


def jaccard_rows(rows: sparse.csr_matrix, others: sparse.csr_matrix | None = None) -> np.ndarray:
    """The Jaccard similarity of each row to each of the others, or of the same matrix (rows × others).

    Cells are 0 or 1; or the square roots of weights, for similarity by the weight of what is shared.
    """
    others = rows if others is None else others
    return jaccard_of((rows @ others.T).toarray(), _size(rows)[:, None], _size(others))


def contained_rows(rows: sparse.csr_matrix, others: sparse.csr_matrix | None = None) -> np.ndarray:
    """[i, j]: the share of what row i has that row j, of the others or the same matrix, has as well (rows × others).

    0 where row i has nothing; cells as in `jaccard_rows`.
    """
    size = _size(rows)[:, None]
    shared = (rows.astype(float) @ (rows if others is None else others).T).toarray()
    return shared / np.where(size > 0, size, 1)


def _size(rows: sparse.csr_matrix) -> np.ndarray:
    """The product of each row with itself: how much it has."""
    return np.asarray(rows.multiply(rows).sum(axis=1)).ravel()
