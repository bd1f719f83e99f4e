"""Who added all of the story's categories, on one day or ever."""

import pandas as pd
import pytest

from policy_corpus.analysis import all_at_once
from policy_corpus.analysis.select import main_documents
from policy_corpus.categories import STORY


@pytest.fixture
def ledger() -> pd.DataFrame:
    """Acorn adds all on one day; Birch over two years; its second addition of one lies in a gap."""
    rows = [("a", "Acorn", c, "2021-03-01", True, False) for c in STORY]
    rows += [("b", "Birch", c, f"20{20 + n}-05-01", True, False) for n, c in enumerate(STORY)]
    rows += [
        ("b", "Birch", STORY[0], "2023-01-01", False, True),
        ("c", "Other", STORY[0], "2021-01-01", True, False),
    ]
    columns = ["document", "platform", "category", "in_force", "first", "uncertain"]
    table = pd.DataFrame(rows, columns=columns).assign(change="added")
    table["in_force"] = pd.to_datetime(table["in_force"])
    before = {"announced": 10, "last_without": 40}
    return table.assign(**{day: table["in_force"] - pd.Timedelta(days=n) for day, n in before.items()})


def test_additions_are_those_of_the_documents_on_a_known_day(ledger, corpus):
    added = all_at_once.additions(ledger, main_documents(corpus))
    assert set(added["platform"]) == {"Acorn", "Birch"} and not added["uncertain"].any()


def test_who_added_all_between_two_captures(ledger, corpus):
    days = all_at_once.by_day(all_at_once.additions(ledger, main_documents(corpus)))
    (acorn,) = days[days["kinds"] == len(STORY)].itertuples()
    assert (acorn.Index, acorn.days_between) == ("Acorn", 30)
    assert days["in_force"].is_monotonic_increasing


def test_who_added_all_ever_the_earliest_on_top(ledger, corpus):
    added = all_at_once.additions(ledger, main_documents(corpus))
    assert all_at_once.ever(added).index.tolist() == ["Acorn", "Birch"]
    assert all_at_once.ever(added[added["category"] != STORY[0]]).empty


def test_who_had_none_at_first():
    days = pd.DataFrame({c: pd.to_datetime(["2021-01-01", "2022-01-01", None]) for c in STORY})
    assert all_at_once.none_at_first(days.assign(archived=pd.Timestamp("2021-01-01"))) == 2


def test_a_longer_time_holds_more(ledger, corpus):
    found = all_at_once.within(all_at_once.additions(ledger, main_documents(corpus)), [0, 800])
    assert found.to_numpy().tolist() == [[1, 1], [2, 2]]
