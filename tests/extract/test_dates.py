"""The date a policy gives itself, read from policies that were written for these tests."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, strategies as st

from policy_corpus.extract.archive import read_blobs
from policy_corpus.extract.dates import latest_date, ordinal, stated_date
from policy_corpus.paths import ROOT
from policy_corpus.tables import read_table

BODY = "\n".join(["We keep an account of the pears you order.", "We tell nobody about pears."] * 200)


def stated(top: str = "", end: str = "") -> str:
    return stated_date(f"# Pear policy\n\n{top}\n\n{BODY}\n\n{end}\n".encode())


@pytest.mark.parametrize(
    "line",
    [
        "Effective: March 9, 2021",
        "*Effective* March 9th, 2021[Older pears](https://pears.example/2019-01-01)",
        "_Last updated 9 March 2021_",
        "UpdatedMarch 9, 2021",
        "LAST REVISED 09-MAR-2021",
        "Last update: 9th of March, 2021",
        "Version of 2021-03-09",
        "Last modified on 09.03.2021",
        "Last updated: Mar, 9 2021",
        "Last updated: March 9，2021",
        "<p>Revised and effective: <b>Mar. 9, 2021</b></p>",
        "This pear policy applies from 9 March 2021.",
        "Last updated\n\nMarch 9, 2021",
        "March 9, 2021 (last updated)",
        "9 March 2021",
    ],
)
def test_a_date_is_read_in_many_forms(line):
    assert stated(top=line) == "2021-03-09"


@pytest.mark.parametrize(
    "line",
    [
        "Last updated: March 2021",
        "Last updated: 03/09/2021",
        "Effective: February 30, 2021",
        "We sold our first pear on March 9, 2021.",
        "We were updated by an old orchard act of March 9, 2021",
        "Effective March 9, 2021, the orchard act gives you rights.",
        "We're updating our pears on March 9, 2021. See what is coming.",
        "Old pears: effective from March 9, 2021, until June 1, 2022",
        "March 9, 2021: Updated the part on pears.",
        "Updated pears: [see](https://pears.example/effective/2021-03-09)",
        "Our pear policy will be changing effective March 9, 2021.",
        "Pear policyAn updated version of our pear policy takes effect on March 9, 2021.",
        "// Pear script // Updated 03-19-2021",
        "/* Last updated: March 9, 2021 */",
    ],
)
def test_what_is_not_whole_plain_or_its_own_is_no_date(line):
    assert stated(top=line) == ""


def test_a_date_in_numbers_counts_where_one_order_alone_makes_sense():
    assert stated(top="Last updated 03/19/2021") == stated(top="Last updated 19/03/2021") == "2021-03-19"
    assert stated(top="Last updated 03/03/2021") == "2021-03-03"


def test_the_top_counts_before_the_end_and_the_end_before_the_middle():
    first, last = "Effective May 1, 2020", "Last updated May 2, 2021"
    assert stated(top=first, end=last) == "2020-05-01"
    assert stated(end=last) == "2021-05-02"
    middle = f"{BODY}\n\n**{first}**\n\n{BODY}"
    assert stated(top=middle, end=last) == "2021-05-02"
    assert stated(top=middle) == "2020-05-01"


def test_of_dates_that_stand_together_the_later_counts():
    assert stated(top="Effective June 1, 2022. Last updated May 2, 2022.") == "2022-06-01"
    assert stated(top="Effective May 2, 2022\nLast updated June 1, 2022") == "2022-06-01"
    far = "Effective May 2, 2022\n" + "Pears are fruit.\n" * 30 + "Last updated June 1, 2023"
    assert stated(top=far) == "2022-05-02"


def test_a_date_that_may_be_read_in_two_orders_is_not_replaced_by_another():
    assert stated(top="Last updated 04/05/2023", end="Last updated May 2, 2021") == ""


@given(st.dates(date(2000, 1, 1), date(2039, 12, 31)))
def test_any_day_is_read_back(day):
    month = day.strftime("%B")
    assert stated(end=f"Last updated: {month} {day.day}, {day.year}") == day.isoformat()
    assert stated(top=f"Effective {day.day} {month} {day.year}") == day.isoformat()


@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_an_error(content):
    found = stated_date(content)
    assert found == "" or date.fromisoformat(found)


@pytest.mark.archives
def test_the_dates_read_by_eye_are_found(archives):
    read = pd.read_csv(ROOT / "data" / "stated_dates.csv", keep_default_na=False)
    captures = read_table("captures").to_pandas()[["archive", "commit", "path", "blob"]]
    read = read.merge(captures, on=["archive", "commit", "path"], validate="one_to_one")
    found = [
        stated_date(next(read_blobs(archives / f"{row.archive}.git", [row.blob]))[1])
        for row in read.itertuples()
    ]
    read["found"] = found
    right = (read["read"] != "") & (read["read"] == read["found"])
    assert len(read) == 148
    assert right.sum() / (read["found"] != "").sum() >= 0.96
    assert right.sum() / (read["read"] != "").sum() >= 0.93


def test_an_ordinal_is_a_day():
    assert ordinal("0001-01-02") == 2


@pytest.mark.parametrize(
    "rows",
    [
        "| 1.0 | First pears | 1.2.2020 |\n| 2.0. | Pears updated | 9.3.2021 |",
        "| March 9th, 2021 | Revised the part on pears |\n| February 1, 2020 | Updated pears |",
    ],
)
def test_a_table_of_versions_has_the_date_of_the_last(rows):
    assert stated(top="Published on 1 February 2020 (version 1.0)", end=rows) == "2021-03-09"
    assert stated(top="Effective 9 March 2022", end=rows) == "2022-03-09"  # the later of both
    one = rows.partition("\n")[0]
    assert stated(top="Published on 1 February 2019", end=one) == "2019-02-01"


def test_the_latest_date_of_a_page_may_be_that_of_another_text():
    page = (
        f"# Pears\n\nEffective: March 9, 2021\n\n{BODY}\n\nThis plum policy was last updated on 1 May 2021.\n"
    )
    assert stated_date(page.encode()) == "2021-03-09"
    assert latest_date(page.encode()) == "2021-05-01"
    assert latest_date(BODY.encode()) == ""
