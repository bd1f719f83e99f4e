"""When a document was followed, on invented texts in force."""

import numpy as np
import pandas as pd

from policy_corpus.analysis.gaps import Followed, followed

TEXTS = [
    (0, 100, "first"),
    (100, 200, "follows"),
    (250, 300, "gap"),
    (300, 400, "break"),
    (400, 500, "follows"),
    (530, 600, "gap"),
]


def texts(rows: list[tuple]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["from", "until", "opens"])


def test_texts_that_follow_each_other_are_one_span_and_what_parts_them_is_a_gap_or_a_break():
    found = followed(texts(TEXTS[::-1]))
    assert found.spans == [(0, 200), (250, 300), (300, 500), (530, 600)]
    assert found.gaps == [(200, 250), (500, 530)]


def test_the_clock_stops_in_gaps_and_goes_on_over_breaks():
    found = followed(texts(TEXTS))
    days = np.array([0, 199, 200, 225, 250, 251, 300, 500, 529, 530, 600])
    assert found.clock(days).tolist() == [0, 199, 200, 200, 200, 201, 250, 450, 450, 450, 520]
    assert found.without_gaps() == [(0, 250), (250, 520)]


def test_a_document_without_gaps_is_followed_by_the_days_of_the_calendar():
    found = Followed([(3, 9)], [])
    assert found.clock(np.array([3, 8])).tolist() == [3, 8]
    assert found.without_gaps() == [(3, 9)]
