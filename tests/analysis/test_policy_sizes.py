"""Length and reading ease of policies, worked by hand on two invented companies."""

import pandas as pd
import pytest

from policy_corpus.analysis import policy_sizes
from policy_corpus.analysis.select import main_documents
from policy_corpus.errors import CorpusError
from tests.analysis.by_hand import QUARTERS


@pytest.fixture
def sizes(corpus):
    clauses = corpus.clauses.assign(words=[10, 20, 30, 40, 50], syllables=[15, 30, 45, 60, 75])
    sized = type(corpus)(corpus.documents, corpus.captures, corpus.versions, clauses, corpus.presence)
    return policy_sizes.policy_sizes(sized, main_documents(corpus))


def test_a_policy_counts_its_clauses_by_their_days(sizes):
    first = sizes[(sizes["company"] == "Acorn") & (sizes["period"] == QUARTERS[0])].iloc[0]
    assert first["clause_days"] == 31 + 90 + 90 + 45
    assert first["words_days"] == 31 * 10 + 90 * 20 + 90 * 30 + 45 * 40
    words = first["words_days"] / first["clause_days"]
    assert first["ease_days"] / first["days"] == pytest.approx(206.835 - 1.015 * words - 84.6 * 1.5)


def test_who_was_followed_throughout_is_a_line_of_its_own(sizes):
    panel = policy_sizes.followed_throughout(sizes, "2021-01-01", "2021-07-01")
    assert set(panel["company"]) == {"Acorn"}
    lines = policy_sizes.bands(sizes, panel)
    assert lines.index.unique("category").tolist() == ["all", "throughout"]
    growth = policy_sizes.growth(panel, "2021-01-01", "2021-04-01")
    assert growth.index.tolist() == ["words per policy", "reading ease"]
    assert growth["low"].isna().all()  # one company has no interval
    with pytest.raises(CorpusError, match="no period begins"):
        policy_sizes.followed_throughout(sizes, "2031-01-01", "2032-01-01")


def test_companies_on_an_average_day(sizes):
    followed = policy_sizes.companies_followed(sizes).loc["all", "value"]
    assert followed.tolist() == [1, pytest.approx((91 + 91) / 91)]


def test_how_many_times_as_much_the_last_quarter_has(sizes):
    times = policy_sizes.times_as_many(sizes[sizes["company"] == "Acorn"])
    assert times["clauses"] == pytest.approx(2 / (256 / 90))
    assert times["words"] == pytest.approx(25 / ((31 * 10 + 90 * 20 + 90 * 30 + 45 * 40) / 256))


def test_flesch_by_hand():
    one = policy_sizes.flesch(pd.Series([10]), pd.Series([1]), pd.Series([15]))
    assert one.tolist() == pytest.approx([206.835 - 10.15 - 126.9])
