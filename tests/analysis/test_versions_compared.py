"""What a new version of a policy gained, lost and reworded, and what of this the ledger would count."""

import pandas as pd
import pytest

from policy_corpus.__main__ import main
from policy_corpus.analysis.own_policy import clauses_of
from policy_corpus.analysis.versions_compared import by_stance, changes
from policy_corpus.paths import DATA

EXAMPLE = DATA / "example_policy.md"
FACE = "With your consent we collect biometric information: our checking partner measures"
VOICE = "We record a voiceprint of each rider and use this voiceprint to recognise riders on the telephone.\n"


def told(old: str, new: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    return changes(clauses_of(old), clauses_of(new))


@pytest.fixture(scope="module")
def example() -> str:
    return EXAMPLE.read_text(encoding="utf-8")


def test_the_same_text_changed_nothing(example):
    rows, ledger = told(example, example)
    assert rows.empty and ledger.empty


def test_what_came_is_gained_and_the_ledger_says_added(example):
    rows, ledger = told(example, f"{example}\n\n{VOICE}")
    assert rows[["change", "category", "stance_after", "ledger"]].values.tolist() == [
        ["gained", "biometric", "collects", "added"]
    ]
    assert rows["clause_before"].tolist() == [""] and rows["similarity"].isna().all()
    assert ledger[["category", "change", "before", "after"]].values.tolist() == [["biometric", "added", 2, 3]]


def test_what_went_is_lost_and_the_reverse_of_what_came(example):
    rows, ledger = told(f"{example}\n\n{VOICE}", example)
    assert rows[["change", "category", "stance_before"]].values.tolist() == [
        ["lost", "biometric", "collects"]
    ]
    assert ledger.empty  # more than half of the clauses of the kind are left


def test_another_wording_is_reworded_and_no_change_of_kind(example):
    rows, ledger = told(example, example.replace(FACE, FACE.replace("With your consent", "As you agreed,")))
    assert rows[["change", "category"]].values.tolist() == [["reworded", "biometric"]]
    assert 0.25 <= rows["similarity"].iloc[0] < 1
    assert ledger.empty


def test_a_stance_that_turned_is_told_from_both_sides():
    old = "# Tea\n\nWe collect a scan of your face when you open the lid of the kettle in the morning.\n"
    rows, ledger = told(old, old.replace("We collect", "We never collect"))
    assert rows[["change", "stance_before", "stance_after"]].values.tolist() == [
        ["reworded", "collects", "denies"]
    ]
    assert by_stance(rows)["stance"].tolist() == ["collects → denies"]
    assert ledger.empty  # the words were there before: no change of kind to the ledger


def test_an_item_that_hangs_on_another_sentence_is_reworded():
    old = "# Tea\n\nWe collect:\n\n- fingerprints of all guests;\n- sugar.\n"
    rows, _ = told(old, old.replace("We collect:", "We never collect:"))
    biometric = rows[rows["category"] == "biometric"]
    assert biometric[["change", "stance_before", "stance_after", "similarity"]].values.tolist() == [
        ["reworded", "collects", "denies", 1.0]
    ]


def test_a_list_become_a_sentence_is_reworded():
    old = "# Tea\n\nWe keep:\n\n- the colour of your kettle and the shape of its spout;\n- the hour you boil it.\n"
    new = "# Tea\n\nWe keep the colour of your kettle and the shape of its spout, and the hour you boil it.\n"
    rows, _ = told(old, new)
    assert rows.loc[rows["change"] != "reworded", "clause_before"].tolist() == ["We keep:"]


def test_the_command_says_it(example, tmp_path, capsys):
    new = tmp_path / "new.md"
    new.write_text(f"{example}\n\n{VOICE}", encoding="utf-8")
    assert main(["diff", str(EXAMPLE), str(new)]) == 0
    said = capsys.readouterr().out
    assert "Biometric: took up (added, collects), 1 clause; 2 such before, 3 after" in said
    out = tmp_path / "changes.csv"
    assert main(["diff", str(EXAMPLE), str(new), "--out", str(out)]) == 0
    assert pd.read_csv(out)["change"].tolist() == ["gained"]
    assert main(["diff", "-", "-"]) == 2
