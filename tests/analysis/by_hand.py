"""Small tables that the analyses are held to, worked by hand."""

import numpy as np
import pandas as pd
from scipy import sparse

QUARTERS = pd.to_datetime(["2021-01-01", "2021-04-01"])


def spans(rows: list[tuple]) -> pd.DataFrame:
    """Presence rows: document, clause, from, until."""
    table = pd.DataFrame(rows, columns=["document", "clause", "from", "until"])
    days = {c: pd.to_datetime(table[c]).astype("datetime64[s]") for c in ("from", "until")}
    return table.assign(**days, section="1")


def matrix(rows: list[list[int]]) -> sparse.csr_matrix:
    return sparse.csr_matrix(np.array(rows, np.float32))
