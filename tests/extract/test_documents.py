"""Facts about data/documents.csv, and what a bad one is told."""

import csv
import unicodedata
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from invented import source

from policy_corpus.errors import CorpusError
from policy_corpus.extract.archive import read_history
from policy_corpus.extract.documents import (
    COLUMNS,
    assign,
    missing_rows,
    read_documents,
    spans_by_path,
    unknown_paths,
)
from policy_corpus.extract.repository import repository
from policy_corpus.extract.sources import read_sources
from policy_corpus.paths import ROOT

TABLE = ROOT / "data" / "documents.csv"
GOOD = {
    "document": "pond", "platform": "Pond", "company": "Pond", "parent": "Pond", "sector": "social",
    "jurisdiction": "unspecified", "main": "1", "well_known": "0", "archive": "contrib-versions",
    "path": "Pond/Privacy Policy.md", "from": "", "until": "", "note": "",
}  # fmt: skip


@pytest.fixture(scope="module")
def documents() -> pd.DataFrame:
    return read_documents(TABLE)


@pytest.fixture(scope="module")
def one_each(documents) -> pd.DataFrame:
    return documents.drop_duplicates("document").set_index("document")


def write(path: Path, *changes: dict) -> Path:
    """A documents.csv with one row per given set of changes to GOOD."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows({**GOOD, **change} for change in changes)
    return path


def test_all_paths_without_a_row_are_named(tmp_path):
    table = read_documents(write(tmp_path / "d.csv", {}))
    seas = [("contrib-versions", f"Sea {number}/P.md") for number in range(40)]
    with pytest.raises(CorpusError, match=r"paths --missing` prints rows to fill in") as error:
        unknown_paths(table, seas)
    assert all(path in str(error.value) for _, path in seas)
    with pytest.raises(CorpusError) as error:
        unknown_paths(table, [("contrib-versions", "Two\nlines/P.md")])
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("patterns", "path", "platform"),
    [
        (["*/*Privacy Policy.md"], "Sea & Sons/Privacy Policy.md", "Sea & Sons"),
        (["crawl/*rivacy*.txt", "crawl/sea.com/Data*.txt"], "crawl/sea.com/Data use.txt", "sea.com"),
        (["crawl/*rivacy*.txt"], "crawl/sea.com/Privacy.txt", "sea.com"),
        (["Versions/*/Policy/*.md"], "Versions/Sea/Policy/20200101.md", "Sea"),
        (["Versions/*/Policy/*.md"], "Versions/Sea/Policy", "Sea"),  # the folder of dated files
        (["*.md"], "Policies/Sea", "Sea"),
        (["crawl/*.txt"], "crawl/privacy.txt", "crawl"),
        (["*.txt"], "privacy.txt", ""),
    ],
)
def test_a_missing_row_has_what_is_known_of_its_path(tmp_path, patterns, path, platform):
    table = read_documents(write(tmp_path / "d.csv", {}))
    own = replace(source("contrib-versions", "a" * 40), region="EU", paths=tuple(patterns))
    (row,) = missing_rows(table, [("contrib-versions", path), ("contrib-versions", GOOD["path"])], [own])
    filled = {"platform": platform, "jurisdiction": "EU", "archive": "contrib-versions", "path": path}
    assert dict(zip(COLUMNS, row, strict=True)) == dict.fromkeys(COLUMNS, "") | filled


def sources_of(documents: pd.DataFrame, document: str) -> list[tuple[str, str, str]]:
    rows = documents[documents["document"] == document].sort_values("from")
    return list(zip(rows["archive"], rows["from"], rows["until"], strict=True))


# facts


def test_x_is_the_platform_governance_archive_then_tosback_until_contrib_begins(documents):
    assert sources_of(documents, "x") == [
        ("pga-corpus", "", "2013-06-20"),
        ("tosback2", "2013-06-20", "2020-07-29"),
        ("contrib-versions", "2020-07-29", ""),
    ]


@pytest.mark.parametrize(
    ("document", "archive", "path", "day"),
    [
        ("x", "tosback2", "crawl_reviewed/twitter.com/Privacy Policy.txt", "2013-06-20"),
        ("x", "contrib-versions", "Twitter/Privacy Policy.md", "2023-08-23"),
        ("linkedin-eu", "pga-versions", "LinkedIn/Privacy Policy.md", "2025-06-10"),
        ("linkedin-twin", "pga-versions", "LinkedIn/Privacy Policy.md", "2025-06-09"),
        ("youtube-us", "contrib-versions", "YouTube/Privacy Policy.md", "2020-11-08"),
        ("youtube-eu", "contrib-versions", "YouTube/Privacy Policy.md", "2020-11-09"),
        ("paypal-eu", "contrib-versions", "PayPal/Privacy Policy.md", "2026-01-21"),
        ("tiktok-us", "vlopses-us-versions", "TikTok/Privacy Policy.md", "2025-11-06"),
        ("google-us", "tosback2", "crawl_reviewed/google.com/Privacy Policy.txt", "2020-07-02"),
        (None, "tosback2", "crawl_reviewed/twitter.com/Privacy Policy.txt", "2020-07-29"),
        (None, "contrib-versions", "Nowhere/Privacy Policy.md", "2024-01-01"),
    ],
)
def test_a_capture_belongs_to_the_document_of_its_day(documents, document, archive, path, day):
    assert assign(documents, archive, path, day) == document
    assert assign(spans_by_path(documents), archive, path, day) == document


def test_a_company_counts_once_and_a_document_has_one_jurisdiction(one_each, documents):
    assert (one_each.groupby("company")["main"].sum() == 1).all()
    assert not documents[["document", "jurisdiction"]].drop_duplicates()["document"].duplicated().any()


def test_services_under_one_policy_are_one_company(one_each):
    assert set(one_each.loc[["google-eu", "youtube-eu", "gmail-eu", "google-ads"], "company"]) == {"Google"}
    assert set(one_each.loc[["facebook-eu", "instagram-eu", "threads"], "company"]) == {"Meta"}
    assert list(one_each.loc["whatsapp-eu", ["company", "parent"]]) == ["WhatsApp", "Meta"]
    assert list(one_each.loc["linkedin", ["company", "parent"]]) == ["LinkedIn", "Microsoft"]


def test_panel_spans_the_sectors(one_each):
    well_known = one_each[one_each["well_known"]]
    assert 38 <= len(well_known) <= 45 and well_known["platform"].is_unique
    assert well_known["sector"].nunique() >= 11
    wanted = "social messaging dating jobs conferencing marketplaces finance games media ai devices"
    assert set(well_known["sector"]) >= set(wanted.split())


def test_twins_stand_for_nobody(one_each):
    twins = one_each[one_each.index.str.contains("-twin")]
    assert len(twins) > 20 and not twins["main"].any() and not twins["well_known"].any()


def test_every_swap_and_splice_has_its_reason(documents):
    split = documents[documents["from"].ne("") & documents["archive"].ne("tosback2")]
    twice = split[split.duplicated(["archive", "path"], keep=False)]
    assert twice["note"].ne("").all()


def test_table_is_sorted_and_has_unix_lines():
    assert b"\r" not in TABLE.read_bytes()
    rows = list(csv.DictReader(TABLE.open(newline="", encoding="utf-8")))
    assert rows == sorted(rows, key=lambda row: (row["document"], row["from"], row["archive"], row["path"]))


# bad input


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"sector": "ponds"}, "sector 'ponds' is none of"),
        ({"jurisdiction": "UK"}, "jurisdiction 'UK' is none of"),
        ({"archive": "my-versions"}, "archive 'my-versions' is none of"),
        ({"main": "yes"}, "main 'yes' must be 0 or 1"),
        ({"well_known": ""}, "well_known is empty"),
        ({"platform": ""}, "platform is empty"),
        ({"document": "=lake"}, "document '=lake' begins as a formula does"),
        ({"platform": "=1+1"}, "platform '=1+1' begins as a formula does"),
        (
            {"company": "La\x1b[31mke"},
            r"company 'La\x1b[31mke' begins as a formula does or holds what cannot be seen",
        ),
        ({"platform": "a" * 255}, f"platform '{'a' * 30}'… has 255 letters; shorten it to 100"),
        ({"parent": "\u202eLake"}, r"parent '\u202eLake' begins"),
        ({"from": "2020-7-1"}, "from '2020-7-1' is no day"),
        ({"until": "2021-02-30"}, "until '2021-02-30' is no day"),
        ({"from": "2021-01-01", "until": "2021-01-01"}, "is not before until"),
    ],
)
def test_a_bad_row_is_named(tmp_path, change, told):
    path = write(
        tmp_path / "d.csv", {"document": "lake", "company": "Lake", "path": "Lake/Privacy Policy.md"}, change
    )
    with pytest.raises(CorpusError, match=r"d\.csv, row 3: ") as error:
        read_documents(path)
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([{"main": "0"}], "company Pond has 0 main documents (rows 2)"),
        (
            [{}, {"document": "pool", "path": "Pool/Privacy Policy.md"}],
            "company Pond has 2 main documents (rows 2, 3)",
        ),
        ([{}, {"path": "B/Privacy Policy.md"}], "row 3: pond overlaps with row 2"),
        (
            [{"until": "2022-01-01"}, {"document": "pool", "main": "0", "from": "2021-12-31"}],
            "row 3: contrib-versions Pond/Privacy Policy.md overlaps with row 2 from 2021-12-31 on",
        ),
        (
            [
                {"until": "2022-01-01"},
                {"path": "B/Privacy Policy.md", "from": "2022-01-01", "sector": "games"},
            ],
            "row 3: sector 'games' differs from 'social'",
        ),
        (
            [
                {"well_known": "1"},
                {"document": "pool", "main": "0", "well_known": "1", "path": "B/Privacy Policy.md"},
            ],
            "row 3: platform Pond is marked as well known twice",
        ),
    ],
)
def test_rows_that_do_not_fit_together_are_named(tmp_path, changes, told):
    with pytest.raises(CorpusError) as error:
        read_documents(write(tmp_path / "d.csv", *changes))
    assert str(error.value).startswith(str(tmp_path / "d.csv")) and told in str(error.value)


@pytest.mark.parametrize("content", [b"", b"document,platform\npond,Pond\n", b"docum\xe9nt\n"])
def test_what_is_no_table_of_documents_is_told_so(tmp_path, content):
    path = tmp_path / "d.csv"
    path.write_bytes(content)
    with pytest.raises(CorpusError, match=r"d\.csv: (is empty|is not UTF-8|the header must be)"):
        read_documents(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CorpusError, match="nowhere: there is no such file"):
        read_documents(tmp_path / "nowhere")


def test_touching_spans_are_no_overlap(tmp_path):
    table = read_documents(
        write(
            tmp_path / "d.csv", {"until": "2022-01-01"}, {"path": "B/Privacy Policy.md", "from": "2022-01-01"}
        )
    )
    assert list(table["main"]) == [True, True]


def test_own_archives_can_be_allowed(tmp_path):
    path = write(tmp_path / "d.csv", {"archive": "my-versions"})
    assert list(read_documents(path, archives=["my-versions"])["archive"]) == ["my-versions"]


def test_a_path_without_a_row_and_a_row_without_a_path(tmp_path):
    table = read_documents(write(tmp_path / "d.csv", {}))
    pond = ("contrib-versions", "Pond/Privacy Policy.md")
    unknown_paths(table, [pond])
    with pytest.raises(CorpusError, match=r"no row for contrib-versions: Sea/P\.md; add a row"):
        unknown_paths(table, [pond, ("contrib-versions", "Sea/P.md")])
    both = read_documents(write(tmp_path / "d.csv", {}, {"path": "Sea/P.md", "document": "sea", "main": "0"}))
    with pytest.raises(CorpusError, match=r"never held contrib-versions: Sea/P\.md; mend the path"):
        unknown_paths(both, [pond])
    unknown_paths(both, [])


@pytest.mark.parametrize("forms", [("NFD", "NFC"), ("NFC", "NFD")])
def test_a_path_whose_accents_are_written_otherwise_is_told(tmp_path, forms):
    row, path = (unicodedata.normalize(form, "Kité/P.md") for form in forms)
    table = read_documents(write(tmp_path / "d.csv", {"path": row}))
    with pytest.raises(CorpusError, match=r"documents\.csv: contrib-versions: .* other code points .*u0301"):
        unknown_paths(table, [("contrib-versions", path)])


# the archives themselves


@pytest.mark.archives
@pytest.mark.parametrize("source", read_sources(), ids=lambda source: source.name)
def test_every_capture_of_an_archive_belongs_to_a_document(documents, archives, source):
    captures = read_history(repository(archives, source), source)
    unknown_paths(documents[documents["archive"] == source.name], {(c.archive, c.series) for c in captures})
    spans = spans_by_path(documents)
    outside = {
        (c.path, c.day) for c in captures if c.blob and assign(spans, c.archive, c.series, c.day) is None
    }
    assert not outside
