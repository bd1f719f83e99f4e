"""The table of benchmarks: medians and spread of pairs, and whether what is aimed at is reached."""

import pandas as pd
import pytest

from policy_corpus.trials import bench
from policy_corpus.trials.bench import MEASURES, table

ON = {"cores": 2, "load": 0.5}


def test_a_row_has_median_spread_and_the_machine():
    made = table([{"new_capture": seconds} for seconds in (1.0, 9.0, 2.5)], ON).to_dict("records")
    assert len(made) == 1
    row = made[0]
    assert (row["value"], row["low"], row["high"], row["times"]) == (2.5, 1.0, 9.0, 3)
    assert (row["cores"], row["load"]) == (2, 0.5)


@pytest.mark.parametrize(
    ("name", "value", "reached"),
    [
        ("new_capture", 2.0, "yes"),
        ("new_capture", 2.1, "no"),
        ("gain_of_two", 1.6, "yes"),
        ("gain_of_two", 1.5, "no"),
        ("git_seconds", 1000.0, ""),
    ],
)
def test_what_is_aimed_at_is_reached_or_not(name, value, reached):
    assert table([{name: value}], ON)["reached"].tolist() == [reached]


def test_the_published_table_has_every_measure_and_says_itself_whether_it_is_reached():
    published = pd.read_csv(bench.OUT, keep_default_na=False).set_index("measure")
    assert published.index.tolist() == list(MEASURES)
    assert published["what"].to_dict() == {name: measure.what for name, measure in MEASURES.items()}
    assert (published["low"] <= published["value"]).all()
    assert (published["value"] <= published["high"]).all()
    assert published["reached"].to_dict() == {
        name: measure.reached(published.loc[name, "value"]) for name, measure in MEASURES.items()
    }
