"""The labelled clauses of a policy of one's own and data/checklists.yml → the clauses that speak of each item of a law.

A clause speaks of an item where one of the item's terms, in the lexicon's notation, stands in it or in the sentence it
is an item of, and, where the item names categories, it or another clause of its section is about one of them.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from policy_corpus.categories import ALL
from policy_corpus.errors import CorpusError, known_names
from policy_corpus.extract.lexicon import Role, Terms
from policy_corpus.extract.matches import LineMatches
from policy_corpus.extract.patterns import Notation, Scanner
from policy_corpus.extract.plain_text import encoded, plain_lead_in, plain_sentences
from policy_corpus.files import read_yaml
from policy_corpus.paths import DATA

CHECKLISTS = DATA / "checklists.yml"
LAW_KEYS = {"title", "url", "cannot_see", "items"}
ITEM_KEYS = {"asks", "source", "terms"}  # beside `about`, which may be missing
MEND = "`git checkout -- data/checklists.yml` restores the published one"
FOUND, NOT_FOUND = "found", "not found"


@dataclass(frozen=True)
class Item:
    """What a law asks a policy to say: its key, the words, the source, terms, and categories it must be about."""

    key: str
    asks: str
    source: str
    terms: tuple[str, ...]
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Law:
    """A checklist: the law's key, title and address, its items, and what no reading of a policy can tell."""

    key: str
    title: str
    url: str
    cannot_see: tuple[str, ...]
    items: tuple[Item, ...]


def read_checklists(path: Path = CHECKLISTS) -> dict[str, Law]:
    """The checklists of a file by their keys; CorpusError naming the place where it is missing or cannot be right."""
    held = read_yaml(path, MEND)
    if not isinstance(held, dict) or not held:
        raise CorpusError(f"{path}: holds no law; {MEND}")
    laws = {}
    for key, law in held.items():
        _check(law, LAW_KEYS, set(), f"{path}: {key}")
        for name, item in law["items"].items():
            _check(item, ITEM_KEYS, {"about"}, f"{path}: {key}, {name}")
            known_names("category", item.get("about", ()), ALL, f"of {path}, {key}, {name}")
        items = tuple(
            Item(name, item["asks"], item["source"], tuple(item["terms"]), tuple(item.get("about", ())))
            for name, item in law["items"].items()
        )
        laws[key] = Law(key, law["title"], law["url"], tuple(law["cannot_see"]), items)
    return laws


def _check(held: object, keys: set[str], more: set[str], place: str) -> None:
    """CorpusError where something is no mapping with just these keys."""
    if not isinstance(held, dict) or not keys <= set(held) <= keys | more:
        raise CorpusError(f"{place}: must have exactly the keys {', '.join(sorted(keys))}; {MEND}")


def law_named(laws: dict[str, Law], name: str) -> Law:
    """The law of a key, whatever its case; CorpusError naming those there are."""
    (key,) = known_names("law", [name], laws)
    return laws[key]


def checked(law: Law, clauses: pd.DataFrame) -> pd.DataFrame:
    """One row per item of the law and clause that speaks of it, in the law's order; an item of none has one row.

    Columns: item, asks, source, answer (found, not found), number (row of `clauses`, -1 for none), section, lead_in,
    clause, term (the checklist's that matched). `clauses` are those of `own_policy.clauses_of`.
    """
    spoken = _spoken(law, clauses)
    rows = []
    for item in law.items:
        told = [item.key, item.asks, item.source]
        own = [(n, term) for n, term in spoken[item.key] if _is_about(item, clauses, n)]
        for number, term in own:
            of = clauses.loc[number]
            rows.append([*told, FOUND, number, of["section"], of["lead_in"], of["clause"], term])
        if not own:
            rows.append([*told, NOT_FOUND, -1, "", "", "", ""])
    names = ["item", "asks", "source", "answer", "number", "section", "lead_in", "clause", "term"]
    return pd.DataFrame(rows, columns=names)


def _spoken(law: Law, clauses: pd.DataFrame) -> dict[str, list[tuple[int, str]]]:
    """By item, the clauses that have one of its terms, with the first term that matched."""
    terms = _terms(law)
    lines = encoded(
        plain_lead_in(one.lead_in) + plain_sentences(one.clause) for one in clauses.itertuples(index=False)
    )
    split, found = lines.split(b"\n"), {item.key: [] for item in law.items}
    if not len(clauses):
        return found
    for line, matches in Scanner(terms.patterns, starts=True).matches(lines).items():
        held = LineMatches(split[line] + b"\n", matches, terms)
        for item in law.items:
            spans = sorted(held.spans(item.key, [], 0))
            if spans:
                found[item.key].append((clauses.index[line], spans[0].term))
    return found


def _terms(law: Law) -> Terms:
    """The items' terms as patterns; CorpusError naming one that cannot be read."""
    lists = read_yaml(DATA / "lexicon.yml", MEND).get("lists") or {}
    notation, terms = Notation(lists), Terms()
    for item in law.items:
        for term in item.terms:
            try:
                terms.add(*notation.parts(term), Role("term", item.key, 0, term))
            except ValueError as error:
                place = f"{CHECKLISTS}: {law.key}, {item.key}"
                raise CorpusError(f"{place}: can't read the term {term!r}: {error}; mend the term") from None
    return terms


def _is_about(item: Item, clauses: pd.DataFrame, number: int) -> bool:
    """Whether a clause, or another of its section, is about one of the item's categories."""
    if not item.about:
        return True
    section = clauses[clauses["section"] == clauses.loc[number, "section"]]
    return any((section[f"{category}_about"] == 1).any() for category in item.about)
