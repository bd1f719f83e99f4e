"""What moved between releases is told, each with its reason; a release without reasons is refused."""

import pandas as pd
import pytest

from policy_corpus.errors import CorpusError
from policy_corpus.findings import COLUMNS, to_csv
from policy_corpus.releases import FOLDER, NEXT, moved, notes, read_reasons, reason, release, versions


def table(**values) -> pd.DataFrame:
    rows = [
        dict.fromkeys(COLUMNS, "x")
        | {"id": id.replace("_", "."), "value": value, "unit": "text" if isinstance(value, str) else "share"}
        | {"low": 0.1, "high": 0.9, "n": 10}
        for id, value in values.items()
    ]
    return pd.DataFrame(rows)[COLUMNS]


@pytest.fixture
def kept(tmp_path):
    """A folder of two releases and reasons, and the findings of now."""
    folder, now = tmp_path / "releases", tmp_path / "findings.csv"
    folder.mkdir()
    (folder / "0.2.csv").write_text(to_csv(table(pears_end=0.2, plums_end=0.3)))
    (folder / "0.10.csv").write_text(to_csv(table(pears_end=0.25, plums_end=0.3)))
    (folder / "reasons.csv").write_text("since,id,why\n0.2,pears.*,more trees\n0.10,figs.*,a new question\n")
    now.write_text(to_csv(table(pears_end=0.25, figs_end="a, b")))
    return folder, now


def test_what_moved_is_new_and_gone_is_a_row_each():
    rows = moved(table(pears=0.2, plums=0.3, figs=0.1), table(pears=0.2, plums=0.4, nuts="x")).set_index("id")
    assert list(rows.index) == ["plums", "nuts", "figs"]
    assert rows.loc["plums", ["before_value", "after_value", "after_n"]].tolist() == [0.3, 0.4, 10]
    assert pd.isna(rows.loc["nuts", "before_value"])
    assert pd.isna(rows.loc["figs", "after_unit"])


@pytest.mark.parametrize(("last", "differs"), [(0.2000001, 0), (0.20001, 1)])
def test_six_digits_are_compared(last, differs):
    assert len(moved(table(pears=0.2), table(pears=last))) == differs


def test_other_bounds_or_another_number_of_cases_are_a_move():
    for column in ("low", "high", "n"):
        assert len(moved(table(pears=0.2), table(pears=0.2).assign(**{column: 0.3}))) == 1


def test_notes_tell_the_newest_first_with_reasons(kept):
    rows = notes(*kept)[["since", "release", "id", "why"]].values.tolist()
    assert rows == [
        ["0.10", NEXT, "figs.end", "a new question"],
        ["0.10", NEXT, "plums.end", ""],
        ["0.2", "0.10", "pears.end", "more trees"],
    ]


def test_the_first_reason_that_matches_counts():
    reasons = [["1.0", "a.*", "first"], ["1.0", "*", "second"], ["1.1", "*", "later"]]
    assert [reason("1.0", "a.b", reasons), reason("1.0", "b", reasons), reason("2.0", "b", reasons)] == [
        "first",
        "second",
        "",
    ]


def test_a_release_needs_a_reason_for_each_that_moved(kept):
    folder, now = kept
    with pytest.raises(CorpusError, match=r"no reason is given why plums\.end moved; .* release 0\.10"):
        release("0.11", folder, now)
    with (folder / "reasons.csv").open("a") as file:
        file.write("0.10,plums.*,felled\n")
    assert release("0.11", folder, now).read_bytes() == now.read_bytes()
    assert versions(folder) == ["0.2", "0.10", "0.11"]
    assert NEXT not in set(notes(folder, now)["release"])


@pytest.mark.parametrize("version", ["0.10", "0.9", "later"])
def test_a_release_that_is_no_later_is_refused(kept, version):
    with pytest.raises(CorpusError, match=r"the last one kept is 0\.10"):
        release(version, *kept)


@pytest.mark.parametrize(
    ("row", "fault"), [("0.3,a,b", "keeps no findings of release 0.3"), ("0.2,,b", "must all be given")]
)
def test_a_faulty_reason_is_named(kept, row, fault):
    folder, _ = kept
    (folder / "reasons.csv").write_text(f"since,id,why\n{row}\n")
    with pytest.raises(CorpusError, match=rf"reasons\.csv, row 2: .*{fault}"):
        read_reasons(folder)


def test_each_published_reason_is_of_a_finding_that_moved():
    told = notes()
    for since, ids, why in read_reasons(FOLDER):
        own = told[told["since"] == since]
        assert any(reason(since, id, [[since, ids, why]]) for id in own["id"]), ids
