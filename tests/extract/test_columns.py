"""Arrow columns: what is coded, numbered, dated."""

import numpy as np
import pyarrow as pa

from policy_corpus.extract.columns import coded, days, days_told


def test_texts_are_coded():
    column = coded(["sail", None, "oar", "sail"])
    assert column.dictionary.to_pylist() == ["oar", "sail"]
    assert column.to_pylist() == ["sail", None, "oar", "sail"]


def test_days_count_from_the_first_of_the_first_year():
    column = days(pa.array([719_163, None], pa.int32()))
    assert column.type == pa.date32()
    assert [str(day) for day in column.to_pylist()] == ["1970-01-01", "None"]
    assert days(np.array([719_164], np.int32)).to_pylist()[0].isoformat() == "1970-01-02"


def test_days_that_are_told_as_texts_are_looked_up_and_an_empty_text_is_none():
    told = pa.chunked_array([["1970-01-02", ""], [None, "1970-01-02"]])
    assert [str(day) for day in days_told(told).to_pylist()] == ["1970-01-02", "None", "None", "1970-01-02"]
