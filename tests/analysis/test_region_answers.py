"""Three regions' archives of two companies: whose texts are one, what they say, what differs and since when."""

import pandas as pd
import pytest

from policy_corpus.analysis import region_answers, region_differences
from policy_corpus.analysis.corpus import Corpus
from tests.analysis.by_hand import matrix, spans

ARCHIVES = {"US": "of-us", "EU": "of-eu", "GB": "of-gb"}
ACORN, DAY = "Acorn / Acorn Kids", "2021-05-01"


def captures(rows: list[tuple]) -> pd.DataFrame:
    """Captures of these (document, region, path, day, status), each of its own commit, without a stated day."""
    table = pd.DataFrame(rows, columns=["document", "region", "path", "day", "status"])
    table["day"] = pd.to_datetime(table["day"]).astype("datetime64[s]")
    commits = [f"{number:040}" for number in range(len(table))]
    return table.assign(
        archive=table["region"].map(ARCHIVES), commit=commits, stated=pd.Series(pd.NaT, table.index, "M8[s]")
    )


@pytest.fixture
def corpus() -> Corpus:
    """Acorn, Acorn Kids with the same texts, and Birch, each read in three regions in the first half of 2021.

    Clause 0 collects biometric data, clause 2 denies it, 1 and 3 are about something else. Acorn's British text loses
    clause 0 in March. Birch's European page is another document until February, its British page shows two policies.
    """
    held = {"acorn-us": [0, 1, 3], "acorn-eu": [0, 1, 3], "kids-us": [0, 1, 3], "kids-eu": [0, 1, 3]}
    held |= {"acorn-gb": [1, 3], "kids-gb": [1, 3], "birch-us": [1, 2], "birch-eu": [1], "birch-gb": [0, 1]}
    names = {"acorn": ("Acorn", "Acorn"), "kids": ("Acorn Kids", "Acorn"), "birch": ("Birch", "Birch")}
    rows = [
        (
            name,
            name[-2:].upper(),
            f"{name[:-3]}/p.md",
            "2021-01-01",
            "doubled" if name == "birch-gb" else "ok",
        )
        for name in held
        if name != "birch-eu"
    ]
    rows += [
        ("birch-old", "EU", "birch/p.md", "2021-01-01", "ok"),
        ("birch-eu", "EU", "birch/p.md", "2021-02-01", "ok"),
        ("acorn-gb", "GB", "acorn/p.md", "2021-03-01", "ok"),
        ("acorn-eu", "EU", "acorn/p.md", "2021-04-01", "return"),
        (
            "acorn-us",
            "US",
            "acorn/p.md",
            "2021-04-01",
            "other_region",
        ),  # which says nothing of the American page
    ]
    taken = captures(rows)
    first = {name: taken.index[taken["document"] == name][0] for name in [*held, "birch-old"]}
    versions = [
        (name, number, taken.loc[number, "day"], "2021-07-01")
        for name, number in first.items()
        if name not in ("acorn-gb", "birch-old")
    ]
    versions += [
        ("birch-old", first["birch-old"], "2021-01-01", "2021-07-01"),
        ("acorn-gb", first["acorn-gb"], "2021-01-01", "2021-03-01"),
        ("acorn-gb", 10, "2021-03-01", "2021-07-01"),
    ]
    presence = [(name, clause, "2021-01-01", "2021-07-01") for name, own in held.items() for clause in own]
    presence += [("birch-old", 0, "2021-01-01", "2021-07-01"), ("acorn-gb", 0, "2021-01-01", "2021-03-01")]
    documents = pd.DataFrame(
        [(name, *names[name.split("-")[0]]) for name in first], columns=["document", "platform", "company"]
    )
    clauses = pd.DataFrame(
        {
            "biometric_about": [True, False, True, False],
            "biometric_stance": ["collects", "none", "denies", "none"],
        }
    )
    versions = spans(versions).rename(columns={"clause": "capture"}).drop(columns="section").assign(clauses=3)
    return Corpus(documents, taken, versions, clauses, spans(presence))


@pytest.fixture
def compared(corpus) -> region_answers.Comparison:
    return region_answers.compare(corpus, ARCHIVES, DAY, ["biometric"], least=3)


def test_the_archives_of_five_regions():
    assert list(region_answers.archives_by_region()) == ["US", "EU", "GB", "CA", "AU"]
    assert region_answers.archives_by_region()["EU"] == "vlopses-ie-versions"


def test_all_are_known_to_be_kept_up_to_the_first_end(corpus):
    assert region_answers.last_common_day(corpus, ARCHIVES) == pd.Timestamp("2021-03-01")
    assert region_answers.last_common_day(corpus, {"EU": "of-eu"}) == pd.Timestamp("2021-04-01")


def test_a_page_is_what_the_archive_holds_under_its_path_on_the_day(corpus):
    early, late = (
        region_answers.in_force(corpus, ARCHIVES, day).set_index(["path", "region"])
        for day in ("2021-01-15", DAY)
    )
    assert early.loc[("birch/p.md", "EU"), "document"] == "birch-old"
    assert late.loc[("birch/p.md", "EU"), "document"] == "birch-eu"
    british = late.loc[("acorn/p.md", "GB")]
    assert (british["captured"], british["commit"]) == (pd.Timestamp("2021-03-01"), f"{10:040}")
    assert late.loc[("acorn/p.md", "EU"), "captured"] == pd.Timestamp("2021-01-01")  # a return opens no text
    assert late.loc[("acorn/p.md", "EU"), "seen"] == pd.Timestamp("2021-04-01")


def test_equal_texts_are_one_and_a_companys_equal_platforms_one_policy(compared):
    text = compared.pages.set_index(["policy", "region"])["text"]
    assert text[ACORN].to_dict() == {"US": 1, "EU": 1, "GB": 2}
    assert text["Birch"].to_dict() == {"US": 1, "EU": 2, "GB": 0}
    assert compared.pages["platforms"].iloc[0] == ("Acorn", "Acorn Kids")
    assert region_answers.texts_of(compared).to_dict() == {ACORN: 2, "Birch": 2}


def test_texts_that_say_another_thing_are_not_one_however_alike(corpus):
    loose = region_answers.compare(corpus, ARCHIVES, DAY, ["biometric"], least=3, one_text=0.3)
    assert loose.pages["text"].tolist() == [1, 1, 2, 1, 2, 0]
    corpus.clauses["biometric_stance"] = "none"
    silent = region_answers.compare(corpus, ARCHIVES, DAY, ["biometric"], least=3, one_text=0.3)
    assert silent.pages["text"].tolist() == [1, 1, 1, 1, 1, 0]


def test_texts_joined_by_a_third_are_one():
    said = pd.DataFrame({"policy": "P", "document": ["a", "b", "c"], "says": "nothing"})
    held = {"a": frozenset({1, 2}), "b": frozenset({3, 4}), "c": frozenset({1, 2, 3, 4})}
    assert region_answers.which_text(said, held, 0.5) == {"a": 1, "b": 1, "c": 1}
    assert region_answers.which_text(said, held, 0.6) == {"a": 1, "b": 2, "c": 3}


def test_why_a_page_is_left_out(corpus, compared):
    assert compared.pages["left_out"].tolist() == [""] * 5 + ["two policies on one page"]
    corpus.captures.loc[corpus.captures["document"] == "acorn-us", "stated"] = pd.Timestamp("2021-05-02")
    later = region_answers.compare(corpus, ARCHIVES, DAY, ["biometric"], least=3)
    assert later.pages.set_index(["platform", "region"])["left_out"]["Acorn", "US"] == "a policy to come"
    assert "acorn-us" not in set(later.said["document"])


def test_policies_of_too_few_regions_are_not_compared(corpus):
    corpus.captures.loc[corpus.captures["document"] == "birch-us", "status"] = "doubled"
    assert region_answers.compare(corpus, ARCHIVES, DAY, ["biometric"], least=3).pages[
        "policy"
    ].unique().tolist() == [ACORN]
    nothing = region_answers.compare(corpus, ARCHIVES, DAY, ["biometric"], least=4)
    assert nothing.pages.empty and nothing.said.empty


def test_what_each_text_says(compared):
    says = compared.said.set_index(["policy", "region"])["says"]
    assert says.tolist() == ["collects", "collects", "nothing", "denies", "nothing"]
    result = region_answers.as_result(compared)
    assert result.loc[(ACORN, "US", "biometric"), ["collects", "denies", "mentions"]].tolist() == [1, 0, 0]
    assert result.reset_index().query("policy == 'Birch' and region == 'GB'")["says"].isna().all()
    assert region_answers.dated(compared).loc["Birch"].tolist() == [
        "1: 2021-01-01",
        "2: 2021-02-01",
        "–: 2021-01-01",
    ]


def test_what_differs_between_regions(compared):
    collected = region_differences.differing(compared.said)
    assert collected.to_dict("index") == {(ACORN, "biometric"): {"with": ["US", "EU"], "without": ["GB"]}}
    mentioned = region_differences.differing(compared.said, "any")
    assert mentioned.loc[("Birch", "biometric")].tolist() == [["US"], ["EU"]]
    pairs = region_differences.differing_pairs(compared.said)
    assert pairs.loc["biometric"].to_dict() == {"value": 1, "n": 2}
    assert region_differences.in_order(compared.said)["policy"].unique().tolist() == [ACORN, "Birch"]


def test_since_when_it_differs(corpus, compared):
    row = region_differences.so_since(corpus, ARCHIVES, compared).loc[(ACORN, "biometric")]
    assert (row["since"], row["archived"]) == (pd.Timestamp("2021-03-01"), pd.Timestamp("2021-01-01"))


def test_what_differs_on_several_days(corpus):
    days = [
        "2020-12-01",
        "2021-01-01",
        "2021-03-15",
    ]  # before all; of all three; without the British, which has ended
    table = region_differences.through(corpus, ARCHIVES, days, ["biometric"], least=2)
    assert table.to_numpy().tolist() == [[3, 0, 0, 0], [3, 3, 5, 2], [2, 2, 3, 0]]
    assert list(table.columns) == ["regions", "policies", "texts", "biometric"]


def test_an_earlier_text_of_another_region_that_was_not_seen_again_may_be_old(corpus, compared):
    unsure = region_differences.unconfirmed(corpus, ARCHIVES, compared)
    assert unsure[["policy", "region", "before_in", "changed"]].to_dict("records") == [
        {"policy": ACORN, "region": "US", "before_in": "GB", "changed": pd.Timestamp("2021-03-01")}
    ]  # the European page was captured in April, with its old text


def test_what_two_regions_share(corpus, compared):
    counts = matrix([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1], [1, 0, 0, 1]])
    table = region_differences.shares(corpus, counts, compared).set_index(["policy", "first", "second"])
    assert len(table) == 4
    assert table.loc[(ACORN, "US", "EU")].tolist() == [True, 1.0, 1.0, 1.0]
    assert table.loc[(ACORN, "US", "GB")].tolist() == [False, 2 / 3, 1.0, 1.0]
    assert table.loc[("Birch", "US", "EU")].tolist() == [False, 0.5, 1.0, 1.0]


def test_pairs_of_regions_stand_beside_each_other(corpus, compared):
    counts = matrix([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1], [1, 0, 0, 1]])
    shares = region_differences.shares(corpus, counts, compared)
    table = region_differences.by_pair(shares)
    assert list(table) == ["US | EU", "US | GB", "EU | GB"]
    assert table.loc["Birch"].isna().tolist() == [False, True, True]
    mean = region_differences.mean_shares(corpus, counts, compared, [0.8])
    assert mean.to_dict() == {0.8: shares["larger"].mean()}


def test_who_says_nothing_and_who_says_more(compared):
    assert region_differences.silent(compared.said).to_dict() == {ACORN: False, "Birch": False}
    quiet = compared.said.assign(says=region_answers.NOTHING)
    assert region_differences.silent(quiet).all()
    amounts = region_differences.amounts(compared.said, ["US", "EU", "GB"])
    assert amounts.loc[(ACORN, "biometric")].tolist() == [1, 1, 0]
    assert len(amounts) == 1  # Birch collects nowhere


def test_days_are_those_since_all_archives_were_kept(corpus):
    days = region_differences.days_compared(corpus, ARCHIVES, pd.Timestamp("2021-04-15"), least=3)
    assert [f"{day:%Y-%m-%d}" for day in days] == ["2021-03-01", "2021-03-31", "2021-04-15"]
