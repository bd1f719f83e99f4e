"""The corpus, readings.csv and denials.csv → what each document says of each category in its newest text, since when.

The newest text is that of the last day on which the document was followed. Whether it is still followed is asked of the
last day of the charts: an archive that ended before, or a page that could no longer be read, says nothing of today.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import pandas as pd

from policy_corpus.analysis import details
from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.spells import SEEN, spells, turns_of
from policy_corpus.categories import STORY
from policy_corpus.extract.read_labels import KEY
from policy_corpus.story import LATEST

# Whose data an employment clause is about, unless of applicants or staff alone.
OF_USERS = ("users", "unclear", "")
ENDED, UNKNOWN = "ended", "unknown"
_DAY = pd.Timedelta(1, "D")


class Rule(NamedTuple):
    """A row of the rule book: where `test` says yes of the stances in a text, it says this, since that stance's day."""

    says: str
    test: Callable[[frozenset[str]], bool]
    stance: str
    reason: str


SAYS = (
    Rule(
        "both",
        lambda said: {"collects", "denies"} <= said,
        "collects",
        "some of its clauses say that such data is collected or used, others that some is not",
    ),
    Rule(
        "collects", lambda said: "collects" in said, "collects", "a clause says that it is collected or used"
    ),
    Rule(
        "denies", lambda said: "denies" in said, "denies", "a clause says that it is not, and none that it is"
    ),
    Rule(
        "mentions",
        lambda said: "mentions" in said,
        "mentions",
        "it is spoken of, but neither said nor denied",
    ),
    Rule("silent", lambda said: True, "", "no clause is about it"),
)
OF_SPELL = ("from", "announced", "opens", "gap_from", "gaps", "last_without", "earlier")
COLUMNS = [
    *("document", "category", "state", "says", "seen", "from", "announced", "opens", "gap_from", "gaps"),
    *("last_without", "earlier", "denied", "covers", "applicants", "choices"),
]


def states(
    corpus: Corpus,
    readings: pd.DataFrame,
    denials: pd.DataFrame,
    day: str = LATEST,
    categories: Sequence[str] = STORY,
) -> pd.DataFrame:
    """A row a document and category, in the order of the documents: COLUMNS.

    `says` is what the newest text says, of `SAYS`; `state` is the same, or "ended" where the document was not followed
    on `day`, or "unknown" where no text of it was ever in force. `seen` is the last day of the newest text. `from` to
    `earlier` are those of the spell (`spells.spells`) of the rule's stance; of a silent text, `from` is the day
    from which no clause is about the category, "first" where none ever was. `denied` is the first day of what is denied
    beside what is collected; `covers` what its denials cover, each once; `applicants` whether all that is collected is
    of job applicants or staff; `choices` what readers found of the choice about AI training in all clauses.
    """
    told, turns = spells(corpus, categories), turns_of(corpus.versions)
    told = _grouped(told, ["document", "category"])
    newest = {category: _newest(corpus, readings, denials, category) for category in categories}
    rows = []
    for document in corpus.documents.to_dict("records"):
        for category in categories:
            own = told.get((document["document"], category), [])
            clauses = newest[category].get((document["document"],), [])
            rows.append(_state(document, category, own, clauses, turns.get(document["document"], {}), day))
    table = pd.DataFrame(rows, columns=COLUMNS)
    days = ["seen", "from", "announced", "gap_from", "last_without", "earlier", "denied"]
    return table.astype(dict.fromkeys(days, "datetime64[s]"))


def _newest(corpus: Corpus, readings: pd.DataFrame, denials: pd.DataFrame, category: str) -> dict:
    """(Document,) → the clauses about a category in its newest text: stance, covers, whose, choice."""
    ends = corpus.documents.set_index("document")["until"]
    spans = corpus.presence[corpus.presence["until"] == corpus.presence["document"].map(ends)]
    stance = corpus.clauses[f"{category}_stance"].astype(object)
    spans = spans[["document", "clause"]].assign(stance=stance.to_numpy()[spans["clause"]])
    read = details.read_clauses(corpus, readings, category).assign(category=category)
    read = read.merge(denials, on=KEY, how="left")[["clause", "covers", "whose", "choice"]]
    spans = spans[spans["stance"] != "none"].merge(read, on="clause", how="left")
    return _grouped(spans.fillna({"covers": "", "whose": "", "choice": ""}), ["document"])


def _grouped(table: pd.DataFrame, by: list[str]) -> dict[tuple, list[dict]]:
    """The rows of each value of some columns, in their order."""
    found: dict[tuple, list[dict]] = {}
    for row in table.to_dict("records"):
        found.setdefault(tuple(row[name] for name in by), []).append(row)
    return found


def _state(document, category, own, clauses, turns, day) -> dict:
    """A row of `states`; `own` are the document's spells in the category, `clauses` those of its newest text."""
    if not document["versions"]:
        return {"document": document["document"], "category": category, "state": UNKNOWN, "says": UNKNOWN}
    standing = {spell["stance"]: spell for spell in own if spell["until"] == document["until"]}
    rule = next(rule for rule in SAYS if rule.test(frozenset(standing)))
    since = standing[rule.stance] if rule.stance else _silence(document, own, turns)
    return (
        {name: since.get(name) for name in OF_SPELL}
        | {"document": document["document"], "category": category, "says": rule.says}
        | {"state": rule.says if document["until"] > pd.Timestamp(day) else ENDED}
        | {"seen": document["until"] - _DAY}
        | {"denied": standing["denies"]["from"] if rule.says == "both" else pd.NaT}
        | _details(clauses)
    )


def _silence(document: dict, own: list[dict], turns: dict) -> dict:
    """Since when a document has no clause about a category: as a spell."""
    told = max((spell["until"] for spell in own), default=pd.NaT)
    broken = max((day for day, turn in turns.items() if turn.opens == "break"), default=pd.NaT)
    if pd.notna(broken) and not told > broken:
        return {"from": broken, "announced": broken, "opens": "break", "gaps": ()}
    if pd.isna(told):
        return {"from": document["from"], "announced": document["from"], "opens": "first", "gaps": ()}
    after = next((day for day, turn in turns.items() if turn.opens == "gap" and turn.before == told), None)
    if after is not None:
        return {"from": after, "announced": after, "opens": "gap", "gap_from": told - _DAY, "gaps": ()}
    return {"from": told, "announced": told, "opens": SEEN, "gaps": ()}


def _details(clauses: list[dict]) -> dict:
    """What readers found in the clauses of a newest text."""
    covers = {clause["covers"] for clause in clauses if clause["stance"] == "denies"}
    whose = {clause["whose"] for clause in clauses if clause["stance"] == "collects"}
    return {
        "covers": tuple(sorted(covers)),
        "applicants": bool(whose) and whose.isdisjoint(OF_USERS),
        "choices": " ".join(sorted({clause["choice"] for clause in clauses} - {""})),
    }
