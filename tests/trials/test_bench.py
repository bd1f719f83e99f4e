"""The table of benchmarks: medians and spread of pairs, and whether what is aimed at is reached."""

import pytest

from policy_corpus.trials.bench import table

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
