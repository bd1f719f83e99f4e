"""The collection classifier: what it takes for data-collection language, what it refuses, how its table is read.

Every sentence here is invented.
"""

import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, strategies as st

from policy_corpus.errors import CorpusError
from policy_corpus.extract.collection import LEAST_NORM, OPENING_WORDS, SYNONYMS, CollectionClassifier
from policy_corpus.extract.roles import LONGEST, ROLE_OF
from policy_corpus.paths import DATA

TABLE = DATA / "collection_classifier.csv"
CLASSIFIER = CollectionClassifier.read(TABLE)

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
def test_first_party_collection_is_taken(clause):
    assert CLASSIFIER.scores([clause])[0] >= CLASSIFIER.threshold


@pytest.mark.parametrize("clause", NOT)
def test_other_practices_are_not_taken(clause):
    assert CLASSIFIER.scores([clause])[0] < CLASSIFIER.threshold


def test_cookies_of_others_are_its_hardest_case():
    """They are taken where the first words name no third party, but score below the first party's own."""
    theirs = "Advertisers on our pages may collect data with cookies of their own, which we do not control."
    ours = "On our pages we may collect data with cookies of our own, which you can refuse."
    assert CLASSIFIER.threshold < CLASSIFIER.scores([theirs])[0] < CLASSIFIER.scores([ours])[0] - 0.1


def test_a_lead_in_carries_its_items():
    items = ["your date of birth", "biometric data", "the school you went to"]
    alone = CLASSIFIER.scores(items)
    collected = CLASSIFIER.scores(items, ["We may collect the following information:"] * 3)
    shared = CLASSIFIER.scores(items, ["We disclose this to our partners:"] * 3)
    assert (collected > alone).all()
    assert (shared < collected).all()
    assert (collected >= CLASSIFIER.threshold).all()


def test_case_quotes_and_an_empty_lead_in_change_nothing():
    plain = CLASSIFIER.scores(["we collect your name and your address"])
    assert CLASSIFIER.scores(["WE COLLECT “your name” – and your address!"]) == plain
    assert CLASSIFIER.scores(["we collect your name and your address"], [""]) == plain


def test_a_sentence_mark_parts_words():
    assert CLASSIFIER.scores(["We. Collect. Your name."]) != CLASSIFIER.scores(["We collect your name."])


def test_an_item_opens_with_its_lead_in():
    """The lead-in says who collects; without one it is the clause's own first words that say so."""
    item, lead_in = "your name.", "We may collect your e-mail address, your telephone number and also:"
    value = dict(zip(CLASSIFIER.terms, CLASSIFIER.coefficients, strict=True))
    assert value["^we collect"] > 0 > value["^third"]
    assert CLASSIFIER.scores([item], [lead_in])[0] == pytest.approx(by_hand(item, lead_in), abs=6e-4)
    assert CLASSIFIER.scores([item], [lead_in]) != CLASSIFIER.scores([lead_in], [item])


def test_later_wording_scores_as_that_of_the_labelled_policies():
    european, american = (
        "We process your personal data to send you offers.",
        "We use your personal information to send you offers.",
    )
    assert CLASSIFIER.scores([european]) == CLASSIFIER.scores([american])
    assert CLASSIFIER.scores([european])[0] >= CLASSIFIER.threshold
    words = [word for term in CLASSIFIER.terms if term[0] != "@" for word in term.split()]
    assert not set(words) & set(SYNONYMS)


def test_a_text_without_known_terms_scores_the_intercept():
    assert CLASSIFIER.scores(["", "4711", "我们收集", "zzyzx"]) == pytest.approx(
        1 / (1 + np.exp(-CLASSIFIER.intercept)), abs=5e-4
    )


def test_no_clauses():
    assert CLASSIFIER.scores([]).shape == (0,)
    assert CLASSIFIER.scores([], []).shape == (0,)


def test_lead_ins_must_match():
    with pytest.raises(ValueError, match="2 clauses with 1 lead-ins"):
        CLASSIFIER.scores(["a", "b"], ["c"])


def by_hand(clause: str, lead_in: str = "") -> float:
    """The score as the table's card explains it, term by term."""
    value = {
        t: (i, c) for t, i, c in zip(CLASSIFIER.terms, CLASSIFIER.idf, CLASSIFIER.coefficients, strict=True)
    }
    weights = squares = 0.0
    for text in (clause, lead_in):
        terms = words_and_pairs(read(text)) | chains(read(text))
        for idf, coefficient in (value[term] for term in sorted(terms) if term in value):
            weights += idf * coefficient
            squares += idf**2
    opening = [word for word in read(lead_in or clause) if word.isalpha()][:OPENING_WORDS]
    opens = sum(value[f"^{term}"][1] for term in words_and_pairs(opening) if f"^{term}" in value)
    return 1 / (1 + np.exp(-(CLASSIFIER.intercept + weights / max(np.sqrt(squares), LEAST_NORM) + opens)))


def read(text: str) -> list[str]:
    kept = (c.lower() if c.isascii() and c.isalpha() else f" {c} " if c in ".:;" else " " for c in text)
    return [SYNONYMS.get(word, word) for word in "".join(kept).split()]


def words_and_pairs(words: list[str]) -> set[str]:
    return set(words) | {f"{a} {b}" for a, b in pairwise(words)}


def chains(words: list[str]) -> set[str]:
    parts: list[str] = []
    for word in words:
        if word in ROLE_OF and parts[-1:] != [ROLE_OF[word]]:
            parts.append(ROLE_OF[word])
    ends = range(len(parts) + 1)
    return {"@" + " ".join(parts[a:b]) for a in ends for b in ends if 0 < b - a <= LONGEST}


phrases = st.lists(
    st.sampled_from(
        [*CLASSIFIER.terms, "data", "We process", "zebra", ".", "We:", "§ 4", "’", "É", "\x00", "\n"]
    ),
    max_size=30,
).map(" ".join)


@given(phrases, phrases)
def test_scores_are_those_computed_by_hand(clause, lead_in):
    assert CLASSIFIER.scores([clause], [lead_in])[0] == pytest.approx(by_hand(clause, lead_in), abs=6e-4)


@given(st.lists(st.tuples(st.text() | phrases, st.text() | phrases), max_size=12), st.randoms())
def test_a_score_is_a_probability_and_depends_on_no_other_clause(pairs, random):
    scores = CLASSIFIER.scores([c for c, _ in pairs], [lead for _, lead in pairs])
    assert ((scores >= 0) & (scores <= 1)).all()
    order = list(range(len(pairs)))
    random.shuffle(order)
    shuffled = CLASSIFIER.scores([pairs[i][0] for i in order], [pairs[i][1] for i in order])
    assert shuffled.tolist() == scores[order].tolist()
    assert [CLASSIFIER.scores([c], [lead])[0] for c, lead in pairs] == scores.tolist()


@given(st.text(alphabet=st.characters(categories=["Cs", "Lo", "Cc"])))
def test_any_characters_are_read(text):
    assert CLASSIFIER.scores([text]).shape == (1,)


def test_more_clauses_than_are_scored_at_once():
    many = [f"{clause} {word}" for clause in COLLECTS + NOT for word in CLASSIFIER.terms[:400]]
    assert CLASSIFIER.scores(many)[[0, -1]].tolist() == CLASSIFIER.scores([many[0], many[-1]]).tolist()


def test_speed():
    """300,000 clauses take under 4 s of one core's time; 30,000 are held to twice that, for busy machines."""
    clauses = [f"{COLLECTS[i % 7]} {NOT[i % 7]} {CLASSIFIER.terms[i % 3000]} {i}" for i in range(30_000)]
    began = time.process_time()
    CLASSIFIER.scores(clauses, ["We may collect the following information:"] * len(clauses))
    assert time.process_time() - began < 0.8


def test_the_table_can_be_read_by_a_person():
    rows = TABLE.read_text(encoding="utf-8").splitlines()
    assert rows[0] == "term,idf,coefficient"
    assert [row.split(",")[0] for row in rows[1:3]] == ["(intercept)", "(threshold)"]
    terms = [row.split(",")[0] for row in rows[3:]]
    assert terms == sorted(terms)
    assert len(terms) <= 25_000
    assert max(len(term.split()) for term in terms if term[0] != "@") == 2
    assert {"we collect", "we use", "your", "may", "^we", "."} <= set(terms)
    assert {idf == "" for term, idf, _ in (row.split(",") for row in rows[3:]) if term[0] == "^"} == {True}


def test_who_shares_with_whom_is_told_by_the_order_of_parts():
    """The same words: partners give us data, or we give it to partners."""
    receive = "Our partners share your precise whereabouts with us."
    share = "We share your precise whereabouts with our partners."
    assert CLASSIFIER.scores([share])[0] < CLASSIFIER.threshold
    assert CLASSIFIER.scores([share])[0] < CLASSIFIER.scores([receive])[0]


def test_coefficients_point_the_way_a_reader_expects():
    value = dict(zip(CLASSIFIER.terms, CLASSIFIER.coefficients, strict=True))
    assert min(value[term] for term in ("@we collect data", "@we use", "@you give", "collect")) > 0
    assert max(value[term] for term in ("third parties", "opt out", "you can", "@we share", "@keep")) < 0


def test_what_is_read_is_written_with_the_same_bytes(tmp_path):
    CLASSIFIER.write(tmp_path / "classifier.csv")
    assert (tmp_path / "classifier.csv").read_bytes() == TABLE.read_bytes()


DAMAGE = {
    "empty": (lambda rows: [], "is empty"),
    "other columns": (lambda rows: ["word,idf,weight", *rows[1:]], "first line"),
    "no intercept": (lambda rows: rows[:1] + rows[2:], "(intercept)"),
    "no threshold": (lambda rows: rows[:2] + rows[3:], "(threshold)"),
    "threshold too high": (lambda rows: [*rows[:2], "(threshold),,42", *rows[3:]], "threshold"),
    "no terms": (lambda rows: rows[:3], "no terms"),
    "no number": (lambda rows: [*rows, "zz,1.0,much"], f"row {len(CLASSIFIER.terms) + 3} "),
    "not finite": (lambda rows: [*rows, "zz,nan,1.0"], "proper number"),
    "negative idf": (lambda rows: [*rows, "zz,-1,1.0"], "proper number"),
    "an opening with idf": (lambda rows: [*rows, "^zz,1.0,1.0"], "proper number"),
    "a term without idf": (lambda rows: [*rows, "zz,,1.0"], "proper number"),
    "short row": (lambda rows: [*rows, "zz,1.0"], "has 2 cells"),
    "three words": (lambda rows: [*rows, "zz zz zz,1.0,1.0"], "one or two words"),
    "no such part": (lambda rows: [*rows, "@we zz,1.0,1.0"], "nor a chain"),
    "a chain too long": (lambda rows: [*rows, "@we use you data for,1.0,1.0"], "nor a chain"),
    "capitals": (lambda rows: [*rows, "ZZ,1.0,1.0"], "one or two words"),
    "repeated": (lambda rows: [*rows, rows[-1]], "repeats"),
    "open quotation": (lambda rows: [*rows, '"zz,1.0,1.0'], "no well-formed CSV"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_table_is_named_with_its_mend(damage, tmp_path):
    change, told = DAMAGE[damage]
    path = tmp_path / "classifier.csv"
    path.write_text("\n".join(change(TABLE.read_text(encoding="utf-8").splitlines())), encoding="utf-8")
    with pytest.raises(CorpusError) as failure:
        CollectionClassifier.read(path)
    message = str(failure.value)
    assert message.startswith(f"{path}: ") and told in message
    assert "python -m policy_corpus.trials.fit_collection" in message


def test_a_table_that_is_missing_or_no_text(tmp_path):
    with pytest.raises(CorpusError, match=r"no such file.*python -m policy_corpus.trials.fit_collection"):
        CollectionClassifier.read(tmp_path / "classifier.csv")
    (tmp_path / "classifier.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CorpusError, match="is not UTF-8"):
        CollectionClassifier.read(tmp_path / "classifier.csv")
    with pytest.raises(CorpusError, match="can't be read"):
        CollectionClassifier.read(tmp_path)
