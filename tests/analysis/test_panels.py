"""Panels hold the companies followed throughout, by name."""

from itertools import pairwise

import pandas as pd

from policy_corpus.analysis import panels
from policy_corpus.analysis.census import read_census
from policy_corpus.analysis.corpus import load_corpus
from policy_corpus.story import END, PANELS

ROWS = panels.companies(load_corpus())


def test_each_panel_is_there_and_a_company_stands_in_it_once():
    assert list(ROWS) == panels.COLUMNS
    assert list(ROWS["panel"].unique()) == list(PANELS)
    assert not ROWS.duplicated(["panel", "company"]).any()
    assert set(ROWS["until"]) == {END}


def test_nobody_is_in_a_panel_before_being_followed():
    late = pd.to_datetime(ROWS["from"]) - pd.to_datetime(ROWS["since"])
    assert (late <= pd.Timedelta(days=46)).all()  # half of the first quarter


def test_a_later_panel_of_the_same_end_holds_the_earlier_ones():
    names = {name: set(own["company"]) for name, own in ROWS.groupby("panel")}
    ordered = sorted(PANELS, key=PANELS.get)
    for earlier, later in pairwise(ordered):
        assert names[earlier] <= names[later]


def test_the_census_read_the_main_panel_whole():
    census = read_census()
    read = set(census.loc[census["part"] == "panel", "document"])
    assert read == set(ROWS.loc[ROWS["panel"] == "main", "document"])
