"""The gate: what it takes for data-collection language, what it refuses, how it is trained.

Every sentence here is invented.
"""

import os
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies as st

from policy_corpus.errors import CorpusError
from policy_corpus.extract.collection import LABEL, OPENING, SAME, SHORTEST, Gate, main, train
from policy_corpus.paths import ROOT

TABLE = ROOT / "data" / "collection_classifier.csv"
GATE = Gate.read(TABLE)

COLLECTS = [
    "We collect your name and e-mail address when you open an account.",
    "When you visit our website, we automatically collect your IP address and browser type.",
    "We use cookies to remember what you looked at.",
    "We may use your telephone number to send you offers.",
    "Your browser sends us your IP address and the kind of device you have.",
    "We use the information you give us to improve our services.",
    "We process your data to keep you informed of new offers.",
]
NOT = [
    "You have the right to object at any time.",
    "Third parties may collect data with cookies of their own, which we do not control.",
    "We share your data with partners.",
    "This policy was last changed in May.",
    "You can write to our data protection officer.",
    "We protect your data with encryption.",
    "You can delete your account in the settings.",
    "",
    "—",
]


@pytest.mark.parametrize("clause", COLLECTS)
def test_first_party_collection_passes(clause):
    assert GATE.scores([clause])[0] >= GATE.threshold


@pytest.mark.parametrize("clause", NOT)
def test_other_practices_do_not_pass(clause):
    assert GATE.scores([clause])[0] < GATE.threshold


def test_cookies_of_others_are_its_hardest_case():
    """They pass where the first words name no third party, but score below the first party's own."""
    theirs = "Advertisers on our pages may collect data with cookies of their own, which we do not control."
    ours = "On our pages we may collect data with cookies of our own, which you can refuse."
    assert GATE.threshold < GATE.scores([theirs])[0] < GATE.scores([ours])[0] - 0.2


def test_a_lead_in_carries_its_items():
    items = ["your date of birth", "biometric data", "the school you went to"]
    alone = GATE.scores(items)
    collected = GATE.scores(items, ["We may collect the following information:"] * 3)
    shared = GATE.scores(items, ["We disclose this to our partners:"] * 3)
    assert (collected > alone).all()
    assert (shared < collected).all()
    assert (collected >= GATE.threshold).all()


def test_case_quotes_and_an_empty_lead_in_change_nothing():
    plain = GATE.scores(["we collect your name and your address"])
    assert GATE.scores(["WE COLLECT “your name” – and your address!"]) == plain
    assert GATE.scores(["we collect your name and your address"], [""]) == plain


def test_a_sentence_mark_parts_words():
    assert GATE.scores(["We. Collect. Your name."]) != GATE.scores(["We collect your name."])


def test_an_item_opens_with_its_lead_in():
    """The lead-in says who collects; without one it is the clause's own first words that say so."""
    item, lead_in = "your name.", "We may collect your e-mail address, your telephone number and also:"
    value = dict(zip(GATE.terms, GATE.coefficients, strict=True))
    assert value["^we collect"] > 0 > value["^third"]
    assert GATE.scores([item], [lead_in])[0] == pytest.approx(by_hand(item, lead_in), abs=6e-4)
    assert GATE.scores([item], [lead_in]) != GATE.scores([lead_in], [item])


def test_later_wording_scores_as_that_of_the_labelled_policies():
    european, american = (
        "We process your personal data to send you offers.",
        "We use your personal information to send you offers.",
    )
    assert GATE.scores([european]) == GATE.scores([american])
    assert GATE.scores([european])[0] >= GATE.threshold
    assert not {word for term in GATE.terms for word in term.split()} & set(SAME)


def test_a_text_without_known_terms_scores_the_intercept():
    assert GATE.scores(["", "4711", "我们收集", "zzyzx"]) == pytest.approx(
        1 / (1 + np.exp(-GATE.intercept)), abs=5e-4
    )


def test_no_clauses():
    assert GATE.scores([]).shape == (0,)
    assert GATE.scores([], []).shape == (0,)


def test_lead_ins_must_match():
    with pytest.raises(ValueError, match="2 clauses with 1 lead-ins"):
        GATE.scores(["a", "b"], ["c"])


def by_hand(clause: str, lead_in: str = "") -> float:
    """The score as the table's card explains it, term by term."""
    value = {t: (i, c) for t, i, c in zip(GATE.terms, GATE.idf, GATE.coefficients, strict=True)}
    weights = squares = 0.0
    for text in (clause, lead_in):
        terms = words_and_pairs(read(text))
        for idf, coefficient in (value[term] for term in sorted(terms) if term in value):
            weights += idf * coefficient
            squares += idf**2
    opening = [word for word in read(lead_in or clause) if word.isalpha()][:OPENING]
    opens = sum(value[f"^{term}"][1] for term in words_and_pairs(opening) if f"^{term}" in value)
    return 1 / (1 + np.exp(-(GATE.intercept + weights / max(np.sqrt(squares), SHORTEST) + opens)))


def read(text: str) -> list[str]:
    kept = (c.lower() if c.isascii() and c.isalpha() else f" {c} " if c in ".:;" else " " for c in text)
    return [SAME.get(word, word) for word in "".join(kept).split()]


def words_and_pairs(words: list[str]) -> set[str]:
    return set(words) | {f"{a} {b}" for a, b in pairwise(words)}


phrases = st.lists(
    st.sampled_from([*GATE.terms, "data", "We process", "zebra", ".", "We:", "§ 4", "’", "É", "\x00", "\n"]),
    max_size=30,
).map(" ".join)


@given(phrases, phrases)
def test_scores_are_those_computed_by_hand(clause, lead_in):
    assert GATE.scores([clause], [lead_in])[0] == pytest.approx(by_hand(clause, lead_in), abs=6e-4)


@given(st.lists(st.tuples(st.text() | phrases, st.text() | phrases), max_size=12), st.randoms())
def test_a_score_is_a_probability_and_depends_on_no_other_clause(pairs, random):
    scores = GATE.scores([c for c, _ in pairs], [lead for _, lead in pairs])
    assert ((scores >= 0) & (scores <= 1)).all()
    order = list(range(len(pairs)))
    random.shuffle(order)
    shuffled = GATE.scores([pairs[i][0] for i in order], [pairs[i][1] for i in order])
    assert shuffled.tolist() == scores[order].tolist()
    assert [GATE.scores([c], [lead])[0] for c, lead in pairs] == scores.tolist()


@given(st.text(alphabet=st.characters(categories=["Cs", "Lo", "Cc"])))
def test_any_characters_are_read(text):
    assert GATE.scores([text]).shape == (1,)


def test_more_clauses_than_are_scored_at_once():
    many = [f"{clause} {word}" for clause in COLLECTS + NOT for word in GATE.terms[:400]]
    assert GATE.scores(many)[[0, -1]].tolist() == GATE.scores([many[0], many[-1]]).tolist()


def test_speed():
    """300,000 clauses take under 4 s of one core's time; 30,000 are held to twice that, for busy machines."""
    clauses = [f"{COLLECTS[i % 7]} {NOT[i % 7]} {GATE.terms[i % 3000]} {i}" for i in range(30_000)]
    began = time.process_time()
    GATE.scores(clauses, ["We may collect the following information:"] * len(clauses))
    assert time.process_time() - began < 0.8


def test_the_table_can_be_read_by_a_person():
    rows = TABLE.read_text(encoding="utf-8").splitlines()
    assert rows[0] == "term,idf,coefficient"
    assert [row.split(",")[0] for row in rows[1:3]] == ["(intercept)", "(threshold)"]
    terms = [row.split(",")[0] for row in rows[3:]]
    assert terms == sorted(terms)
    assert len(terms) <= 13_000
    assert max(len(term.split()) for term in terms) == 2
    assert {"we collect", "we use", "your", "may", "^we", "."} <= set(terms)
    assert {idf == "" for term, idf, _ in (row.split(",") for row in rows[3:]) if term[0] == "^"} == {True}


def test_coefficients_point_the_way_a_reader_expects():
    value = dict(zip(GATE.terms, GATE.coefficients, strict=True))
    assert min(value[term] for term in ("we collect", "we use", "you provide", "collect")) > 0
    assert max(value[term] for term in ("third parties", "opt out", "you can", "security", "rights")) < 0


def test_write_and_read_give_the_same_gate(tmp_path):
    GATE.write(tmp_path / "gate.csv")
    assert (tmp_path / "gate.csv").read_bytes() == TABLE.read_bytes()


DAMAGE = {
    "empty": (lambda rows: [], "first line"),
    "other columns": (lambda rows: ["word,weight", *rows[1:]], "first line"),
    "no intercept": (lambda rows: rows[:1] + rows[2:], "(intercept)"),
    "no threshold": (lambda rows: rows[:2] + rows[3:], "(threshold)"),
    "threshold too high": (lambda rows: [*rows[:2], "(threshold),,42", *rows[3:]], "threshold"),
    "no terms": (lambda rows: rows[:3], "no terms"),
    "no number": (lambda rows: [*rows, "zz,1.0,much"], f"line {len(GATE.terms) + 4} "),
    "not finite": (lambda rows: [*rows, "zz,nan,1.0"], "proper number"),
    "negative idf": (lambda rows: [*rows, "zz,-1,1.0"], "proper number"),
    "an opening with idf": (lambda rows: [*rows, "^zz,1.0,1.0"], "proper number"),
    "a term without idf": (lambda rows: [*rows, "zz,,1.0"], "proper number"),
    "short row": (lambda rows: [*rows, "zz,1.0"], "line"),
    "blank row": (lambda rows: [*rows, "", "zz,1.0,1.0"], "line"),
    "three words": (lambda rows: [*rows, "zz zz zz,1.0,1.0"], "one or two words"),
    "capitals": (lambda rows: [*rows, "ZZ,1.0,1.0"], "one or two words"),
    "repeated": (lambda rows: [*rows, rows[-1]], "repeats"),
    "open quotation": (lambda rows: [*rows, '"zz,1.0,1.0'], "cannot be read"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_table_is_named_with_its_mend(damage, tmp_path):
    change, told = DAMAGE[damage]
    path = tmp_path / "gate.csv"
    path.write_text("\n".join(change(TABLE.read_text(encoding="utf-8").splitlines())), encoding="utf-8")
    with pytest.raises(CorpusError) as failure:
        Gate.read(path)
    message = str(failure.value)
    assert message.startswith(f"{path}: ") and told in message
    assert "python -m policy_corpus.extract.collection" in message


def test_a_table_that_is_missing_or_no_text(tmp_path):
    with pytest.raises(CorpusError, match=r"no such file.*python -m policy_corpus.extract.collection"):
        Gate.read(tmp_path / "gate.csv")
    (tmp_path / "gate.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CorpusError, match="cannot be read"):
        Gate.read(tmp_path / "gate.csv")
    with pytest.raises(CorpusError, match="cannot be read"):
        Gate.read(tmp_path)


@pytest.fixture(scope="module")
def invented(tmp_path_factory) -> Path:
    """A labelled file of 30 invented policies with eight segments each."""
    path = tmp_path_factory.mktemp("labelled") / "invented.csv"
    things = ["name", "address", "age", "photos", "location", "contacts"]
    rows = ["policy,segment,labels"]
    for i in range(30):
        for j in range(4):
            a, b = things[(i + j) % 6], things[(i * j + 1) % 6]
            rows.append(f'p{i},"We collect your {a}, and may use the {b} you gave.",{LABEL}|Other')
            rows.append(f'p{i},"You can delete the {a} or object to a partner who has your {b}.",Other')
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_training_learns_and_reports(invented, tmp_path, capsys):
    out = tmp_path / "gate.csv"
    assert main([str(invented), "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "240 segments of 30 policies" in printed
    assert all(word in printed for word in ("precision", "recall", "F1", "±", "Brier"))
    gate = Gate.read(out)
    collects, does_not = gate.scores(["We collect your shoe size.", "You can object."])
    assert does_not < gate.threshold <= collects
    assert not list(tmp_path.glob("*.partial"))


def test_training_gives_the_same_bytes_whatever_the_hash_seed_and_threads(invented, tmp_path):
    made = []
    for seed in ("0", "77"):
        out = tmp_path / f"gate{seed}.csv"
        environment = os.environ | {"PYTHONHASHSEED": seed, "OMP_NUM_THREADS": "1" if seed == "0" else "2"}
        command = [sys.executable, "-m", "policy_corpus.extract.collection", str(invented), "--out", str(out)]
        subprocess.run(command, check=True, cwd=ROOT, env=environment, capture_output=True)
        made.append(out.read_bytes())
    assert made[0] == made[1]


BAD = {
    "columns": ("policy,text\np,We collect.\n", "no column labels, segment"),
    "empty": ("", "cannot be read as CSV"),
    "ragged": ("policy,segment,labels\na,b,c\na,b,c,d,e\n", "cannot be read as CSV"),
    "few policies": (f"policy,segment,labels\np,We collect.,{LABEL}\np,You can.,Other\n", "too little"),
    "encoding": ("policy,segment,labels\np,caf\xe9,Other\n".encode("latin-1"), "UTF-8"),
}


@pytest.mark.parametrize("bad", BAD)
def test_bad_labels_leave_the_earlier_table_alone(bad, tmp_path, capsys):
    content, told = BAD[bad]
    labelled, out = tmp_path / "labelled.csv", tmp_path / "gate.csv"
    labelled.write_bytes(content if isinstance(content, bytes) else content.encode())
    out.write_text("earlier")
    assert main([str(labelled), "--out", str(out)]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"{labelled}: ") and told in error
    assert error.count("\n") == 1
    assert out.read_text() == "earlier"


def test_missing_labels_and_missing_folder(invented, tmp_path, capsys):
    assert main([str(tmp_path / "none.csv"), "--out", str(tmp_path / "gate.csv")]) == 2
    assert "no such file" in capsys.readouterr().err
    assert main([str(invented), "--out", str(tmp_path / "none" / "gate.csv")]) == 2
    assert "in a folder that is there" in capsys.readouterr().err


@pytest.fixture
def opp115(request) -> Path:
    """The labelled segments, where they are on this machine (POLICY_SHARED, or ../shared)."""
    shared = os.environ.get("POLICY_SHARED")
    return Path(shared or request.getfixturevalue("shared")) / "labelled" / "opp115_dev.csv"


@pytest.mark.archives
def test_training_gives_the_committed_table_and_its_score(opp115, tmp_path):
    trained = train(opp115, tmp_path / "gate.csv")
    assert (tmp_path / "gate.csv").read_bytes() == TABLE.read_bytes()
    assert trained.folds["F1"].mean() >= 0.855
    assert trained.folds["F1"].min() >= 0.79
    assert trained.brier <= 0.08
    by_score = trained.reliability
    chance = np.sqrt(by_score["share"] * (1 - by_score["share"]) / by_score["segments"])
    assert ((by_score["score"] - by_score["share"]).abs() < 3 * chance).all()
