"""A sample by sector, region and last day: one document a company; what does not fit is said with what there is."""

from dataclasses import replace

import pandas as pd
import pytest

from policy_corpus.analysis.corpus import load_corpus
from policy_corpus.analysis.sample import Sample
from policy_corpus.analysis.select import main_documents
from policy_corpus.errors import CorpusError
from policy_corpus.story import END, LAST_QUARTER, LATEST


@pytest.fixture(scope="module")
def published():
    return load_corpus()


def test_the_whole_is_every_main_document_up_to_the_end_of_the_charts(published):
    sample = Sample()
    assert (sample.end, sample.last_quarter, sample.whole) == (END, LAST_QUARTER, True)
    main = main_documents(published)
    assert sample.documents(published).equals(main[main["from"] < END])
    assert sample.titled("Companies") == "Companies"


@pytest.mark.parametrize(
    ("day", "end", "quarter"),
    [
        ("2025-06-30", "2025-07-01", "2025-04-01"),
        ("2025-08-15", "2025-07-01", "2025-04-01"),
        ("2024-12-31", "2025-01-01", "2024-10-01"),
    ],
)
def test_the_last_quarter_is_the_last_whole_one(day, end, quarter):
    sample = Sample(last_day=day)
    assert (sample.end, sample.last_quarter) == (end, quarter)
    periods = pd.DataFrame({"period": pd.to_datetime([quarter, end])})
    assert sample.within(periods)["period"].tolist() == [pd.Timestamp(quarter)]
    assert sample.year_ends("2023-01-01")[-1] == day


def test_a_sector_and_a_region_are_named_in_titles():
    sample = Sample("dating", "US", "2025-06-30")
    assert sample.titled("Companies") == "Companies (dating, US, to 30 June 2025)"


def test_of_a_region_a_company_has_its_main_document_or_the_longest_followed(published):
    documents = Sample(region="US").documents(published)
    assert documents["company"].is_unique and set(documents["jurisdiction"]) == {"US"}
    assert not documents["document"].astype(str).str.contains("-twin").any()
    by_company = documents.set_index("company")["document"]
    assert by_company["Spotify"] == "spotify-us"  # its main document
    assert by_company["Google"] == "youtube-us"  # followed since 2005


def test_a_sector_has_its_companies_only(published):
    assert set(Sample("dating").documents(published)["sector"]) == {"dating"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"sector": "date"}, "no sector date; give some of: advertising"),
        ({"region": "Mars"}, "no region Mars; give some of: AU"),
        ({"sector": "conferencing", "region": "EU"}, "no company is left .conferencing, EU.; ask for more"),
    ],
)
def test_what_there_is_none_of_is_told(published, asked, said):
    with pytest.raises(CorpusError, match=said):
        Sample(**asked).documents(published)


@pytest.mark.parametrize(
    ("day", "said"), [("soon", "no day"), ("2031-01-01", LATEST), ("2001-01-01", LATEST)]
)
def test_a_last_day_that_cannot_be_is_told(day, said):
    with pytest.raises(CorpusError, match=said):
        Sample(last_day=day)


def test_changes_are_those_of_the_documents_up_to_the_last_day(corpus):
    ledger = pd.DataFrame(
        {"document": ["a", "b", "c"], "in_force": pd.to_datetime(["2025-06-30", "2025-07-01", "2020-01-01"])}
    )
    found = Sample(last_day="2025-06-30").changes(ledger, main_documents(corpus))
    assert found["document"].tolist() == ["a"]
    assert replace(Sample(), sector="games").narrowed == "games"
