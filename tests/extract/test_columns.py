"""Arrow columns: what is coded, numbered, dated."""

import numpy as np
import pyarrow as pa

from policy_corpus.extract.columns import coded, days, numbered


def test_texts_are_coded_in_alphabetical_order_whatever_their_order():
    column = coded(["sail", None, "oar", "sail"])
    assert column.dictionary.to_pylist() == ["oar", "sail"]
    assert column.to_pylist() == ["sail", None, "oar", "sail"]


def test_numbers_of_names_are_coded_as_the_names_would_be():
    names = ["sail", "raft", "oar"]
    numbers = np.array([0, 2, 0])
    assert numbered(numbers, names).equals(coded([names[i] for i in numbers]))


def test_days_count_from_the_first_of_the_first_year():
    column = days([719_163, None])
    assert column.type == pa.date32()
    assert [str(day) for day in column.to_pylist()] == ["1970-01-01", "None"]
    assert days(np.array([719_164])).to_pylist()[0].isoformat() == "1970-01-02"
