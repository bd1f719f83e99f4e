"""A policy held against what a law asks it to say: what is found, what is not, and what cannot be seen."""

import pandas as pd
import pytest

from policy_corpus.__main__ import main
from policy_corpus.analysis.checklists import checked, law_named, read_checklists
from policy_corpus.analysis.own_policy import clauses_of
from policy_corpus.errors import CorpusError
from policy_corpus.paths import DATA

EXAMPLE = DATA / "example_policy.md"
LAWS = read_checklists()


def items(law: str, text: str) -> dict[str, str]:
    """Item → found or not found."""
    rows = checked(LAWS[law], clauses_of(text))
    return dict(zip(rows["item"], rows["answer"], strict=True))


@pytest.mark.parametrize("law", LAWS)
def test_each_item_has_its_source_and_each_law_what_it_cannot_see(law):
    assert LAWS[law].url.startswith("https://") and LAWS[law].cannot_see
    assert all(item.source and item.asks and item.terms for item in LAWS[law].items)
    assert set(items(law, "# Tea\n\nThe kettle sings.\n").values()) == {"not found"}


def test_bipa_asks_of_biometric_data_only():
    tea = "# Tea\n\nWe keep orders for two years after the last cup, and then delete them.\n"
    face = "# Door\n\nWe collect a scan of your face to unlock the door.\n"
    assert items("bipa", f"{tea}\n{face}")["retention_schedule"] == "not found"
    within = items("bipa", f"{face}\n{tea.partition('# Tea')[2]}")
    assert within["retention_schedule"] == within["destruction"] == within["purpose_and_term"] == "found"


def test_the_example_answers_some_items_with_their_clauses():
    rows = checked(LAWS["bipa"], clauses_of(EXAMPLE.read_text(encoding="utf-8"))).set_index("item")
    assert rows.loc["retention_schedule", "clause"].startswith("We keep the face template for thirty days")
    assert rows.loc["no_sale", "section"] == "2.3"
    assert rows.loc["security", "answer"] == "not found"


def test_an_empty_policy_answers_nothing():
    assert set(items("gdpr", "***").values()) == {"not found"}


def test_a_law_is_found_whatever_its_case_and_a_wrong_one_gets_those_there_are():
    assert law_named(LAWS, "BIPA").key == "bipa"
    with pytest.raises(CorpusError, match="there is no law hipaa; give some of: ai-act, bipa, ccpa, gdpr"):
        law_named(LAWS, "hipaa")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    about: [x]", "    about: [biometrik]", "no category"),
        ("source:", "sauce:", "bipa, policy: must have exactly the keys"),
        ("bipa:", "bipa: [", "can't be read as YAML"),
    ],
)
def test_a_damaged_checklist_is_named_with_its_place(old, new, said, tmp_path):
    text = (
        (DATA / "checklists.yml")
        .read_text(encoding="utf-8")
        .replace("    about: [biometric]", "    about: [x]", 1)
    )
    broken = text.replace(old, new, 1)
    (tmp_path / "c.yml").write_text(broken, encoding="utf-8")
    with pytest.raises(CorpusError, match=said):
        read_checklists(tmp_path / "c.yml")


def test_the_command_says_that_it_is_no_legal_advice(capsys, tmp_path):
    assert main(["check", str(EXAMPLE), "--law", "Bipa"]) == 0
    said = capsys.readouterr().out
    for part in (
        "no legal advice",
        "740 ILCS 14/15(a)",
        "What a policy cannot show",
        "[not found]",
        "[found]",
    ):
        assert part in said
    out = tmp_path / "items.csv"
    assert main(["check", str(EXAMPLE), "--law", "gdpr", "--out", str(out)]) == 0
    assert pd.read_csv(out)["item"].nunique() == len(LAWS["gdpr"].items)
    assert main(["check", "--list"]) == 0
    assert main(["check", str(EXAMPLE)]) == 2
    assert "ai-act" in capsys.readouterr().err
