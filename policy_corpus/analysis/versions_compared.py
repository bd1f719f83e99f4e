"""Two versions of a policy of one's own, labelled → what the new one gained, lost and reworded, by category and stance.

A clause of the new version rewords one of the old where they are alike as the ledger's are (`strands.EDIT`), or one is
contained in the other (`strands.CONTAINED`). What the ledger of changes would count is asked of the ledger itself: the
old version is taken to be in force for `DAYS` days, and then the new one.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import sparse

from policy_corpus.analysis.gaps import Followed
from policy_corpus.analysis.kinds_of_words import kinds_of_words
from policy_corpus.analysis.lasting_changes import document_changes
from policy_corpus.analysis.news import Words
from policy_corpus.analysis.select import categories_in
from policy_corpus.analysis.strands import AWAY, CONTAINED, EDIT
from policy_corpus.analysis.word_weights import WordWeights
from policy_corpus.extract.identity import clause_hash, clause_key
from policy_corpus.similarity import contained_rows, jaccard_rows
from policy_corpus.tables import read_table
from policy_corpus.word_counts import WordCounts

DAYS = 2 * AWAY  # that each version is in force: longer than what counts as lasting, or as away
LONGEST_TERM = 3  # words of a multiword term
SIDES = ("before", "after")
CELLS = ("section", "lead_in", "clause", "stance")
COLUMNS = [
    "change",
    "category",
    *(f"{cell}_{side}" for cell in CELLS for side in SIDES),
    "similarity",
    "ledger",
]
LEDGER = ["category", "change", "stance", "clauses", "before", "after", "section", "hashes"]


def changes(old: pd.DataFrame, new: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What changed between two versions' clauses (`own_policy.clauses_of`), by clause and as the ledger says it.

    The first has a row for each clause that came, went or was reworded and each category that it is about (one with
    category "" where it is about none), with the columns COLUMNS: `change` is gained, lost or reworded, for the
    category; what one side lacks is ""; similarity is 0–1, NaN where there is no other side; `ledger` is what the
    ledger would call it, "" for nothing. The second has a row for each change of the ledger, with the columns LEDGER.
    """
    both = pd.concat([old, new], ignore_index=True)
    key = [(clause_key(one.clause), clause_key(one.lead_in)) for one in both.itertuples()]
    both = both.assign(key=key, side=np.repeat([0, 1], [len(old), len(new)]))
    weights = weighed(both["clause"])
    ledger = _ledger(both, weights)
    counted = {(row.category, name): row.change for row in ledger.itertuples() for name in row.hashes.split()}
    gone = np.flatnonzero((both["side"] == 0) & ~both["key"].isin(set(both["key"][both["side"] == 1])))
    came = np.flatnonzero((both["side"] == 1) & ~both["key"].isin(set(both["key"][both["side"] == 0])))
    rows = [
        row
        for before, after, similarity in _pairs(both["key"].tolist(), gone, came, weights.words)
        for row in _rows(both, before, after, similarity, counted)
    ]
    return pd.DataFrame(rows, columns=COLUMNS), ledger


def weighed(clauses: pd.Series) -> WordWeights:
    """The weighted words of clauses, by the published corpus's counts; a word that it never met weighs the most."""
    counts, vocabulary = WordCounts.read(), read_table("vocabulary").to_pandas()
    left_out = set(vocabulary.loc[vocabulary["kind"] == "stop", "token"])
    terms = set(counts.tokens.index[counts.tokens["kind"] == "multiword"])
    held = [_tokens(clause_key(clause).split(), left_out, terms) for clause in clauses]
    number = {token: place for place, token in enumerate(sorted(set().union(*held)))}
    cells = [(row, number[token]) for row, tokens in enumerate(held) for token in sorted(tokens)]
    row, column = np.array(cells, int).reshape(-1, 2).T
    published = counts.tokens.drop(columns="kind").reindex(list(number), fill_value=0)
    own = np.bincount(column, minlength=len(number))
    frequency = np.maximum(published["clauses"].to_numpy(), own)
    weight = np.sqrt(np.log(counts.total / np.maximum(frequency, 1)).clip(min=0))
    words = sparse.csr_matrix((weight[column], (row, column)), (len(held), len(number)))
    return WordWeights(words, list(number), published)


def _tokens(words: list[str], left_out: set[str], terms: set[str]) -> set[str]:
    """The content words of a clause, and the multiword terms that it has."""
    runs = (
        " ".join(words[start : start + size])
        for size in range(2, LONGEST_TERM + 1)
        for start in range(len(words) - size + 1)
    )
    own = {word for word in words if word.replace("'", "").isalpha() and len(word) > 1}
    return own - left_out | terms.intersection(runs)


def _ledger(both: pd.DataFrame, weights: WordWeights) -> pd.DataFrame:
    """What the ledger would say of the two versions, in force one after the other."""
    spans = both.assign(hash=[clause_hash(clause) for clause, _ in both["key"]], number=both.index)
    spans = spans.groupby("key", sort=False).agg(
        clause=("number", "first"), hash=("hash", "first"), section=("section", "last"),
        first=("side", "min"), last=("side", "max"), words=("words", "first"),
    )  # fmt: skip
    spans = spans.assign(**{"from": DAYS * spans["first"], "until": DAYS * (spans["last"] + 1)})
    spans = spans.assign(shown=spans["from"], joined=0).sort_values(
        ["from", "clause"], kind="stable", ignore_index=True
    )
    found = []
    for category in categories_in(both):
        stance = both[f"{category}_stance"].astype(str)
        whose = (
            both[f"{category}_whose"].astype(str) if f"{category}_whose" in both else stance.map(lambda _: "")
        )
        own = spans.assign(stance=stance[spans["clause"]].array, whose=whose[spans["clause"]].array)
        own = own[own["hash"].isin(own["hash"][own["stance"] != "none"])]
        if len(own):
            telling = weights.telling(category, (stance != "none").to_numpy())
            followed = Followed([(0, 2 * DAYS)], [])
            words = Words(weights.words, telling, kinds_of_words(weights.tokens, category))
            told = document_changes(own.reset_index(drop=True), spans, followed, words)
            found += [{"category": category, **change} for change in told if not change["doubt"]]
    return pd.DataFrame(found, columns=LEDGER)


def _pairs(keys: list, gone: np.ndarray, came: np.ndarray, words: sparse.csr_matrix) -> Iterator[tuple]:
    """Clauses that went and came as (before, after, similarity), -1 and NaN where there is none, in reading order."""
    alike = (
        jaccard_rows(words[gone], words[came])
        if len(gone) and len(came)
        else np.zeros((len(gone), len(came)))
    )
    for i, before in enumerate(gone):  # one that only hangs on another sentence, or has no words that weigh
        alike[i, [j for j, after in enumerate(came) if keys[before][0] == keys[after][0]]] = 1
    pairs, free_before, free_after = [], set(range(len(gone))), set(range(len(came)))
    for cell in np.argsort(-alike, axis=None, kind="stable"):
        i, j = divmod(int(cell), max(len(came), 1))
        if alike[i, j] < EDIT:
            break
        if i in free_before and j in free_after:
            pairs.append((gone[i], came[j], alike[i, j]))
            free_before.discard(i), free_after.discard(j)
    if len(gone) and len(came):  # a list become a sentence, or the reverse
        within, holds = contained_rows(words[gone], words[came]), contained_rows(words[came], words[gone])
        for i in [i for i in sorted(free_before) if within[i].max() >= CONTAINED]:
            pairs.append((gone[i], came[within[i].argmax()], alike[i, within[i].argmax()]))
            free_before.discard(i)
        for j in [j for j in sorted(free_after) if holds[j].max() >= CONTAINED]:
            pairs.append((gone[holds[j].argmax()], came[j], alike[holds[j].argmax(), j]))
            free_after.discard(j)
    pairs += [(gone[i], -1, np.nan) for i in free_before] + [(-1, came[j], np.nan) for j in free_after]
    return iter(sorted(pairs, key=lambda pair: (max(pair[1], 0) or len(keys) + pair[0], pair[0])))


def _rows(both: pd.DataFrame, before: int, after: int, similarity: float, counted: dict) -> Iterator[dict]:
    """The rows of a clause that went, came or was reworded: one for each category that either side is about."""
    sides = {
        "before": both.loc[before] if before >= 0 else None,
        "after": both.loc[after] if after >= 0 else None,
    }
    stances = {
        category: {side: "" if row is None else str(row[f"{category}_stance"]) for side, row in sides.items()}
        for category in categories_in(both)
    }
    about = {
        c: own for c, own in stances.items() if any(stance not in ("", "none") for stance in own.values())
    }
    for category, stance in (
        about or {"": {side: "none" if sides[side] is not None else "" for side in SIDES}}
    ).items():
        speaks = {
            side: stance[side] not in ("", "none") if category else stance[side] == "none" for side in SIDES
        }
        change = "reworded" if all(speaks.values()) else "gained" if speaks["after"] else "lost"
        row = {"change": change, "category": category, "similarity": round(float(similarity), 3)}
        for side, of in sides.items():
            row |= {f"{cell}_{side}": "" if of is None else str(of[cell]) for cell in CELLS[:3]}
            row[f"stance_{side}"] = stance[side]
        names = [clause_hash(of["key"][0]) for of in sides.values() if of is not None]
        row["ledger"] = next((counted[category, name] for name in names if (category, name) in counted), "")
        yield row


def by_stance(table: pd.DataFrame) -> pd.DataFrame:
    """The changed clauses that are about a category, counted: one row per category, change and stance, column clauses.

    The stance of what was reworded is said twice where it turned, as in "collects → denies".
    """
    told = table[table["category"] != ""]
    stance = [
        one.stance_after if one.change == "gained" else one.stance_before if one.change == "lost"
        else one.stance_after if one.stance_before == one.stance_after
        else f"{one.stance_before} → {one.stance_after}"
        for one in told.itertuples()
    ]  # fmt: skip
    told = told.assign(stance=stance)
    counts = told.groupby(["category", "change", "stance"], sort=False).size()
    return counts.rename("clauses").reset_index()
