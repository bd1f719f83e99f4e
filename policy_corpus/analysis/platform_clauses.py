"""The corpus and its places → the clauses of each document about the categories of the story, now and formerly.

Each has what readers found in it, and where an archive keeps it: the line in the first and in the newest archived file
with it, the commit that brought it there, and the one that took it away.
"""

from collections.abc import Sequence

import pandas as pd

from policy_corpus.analysis import details
from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.denials import NOT_READ, spoken
from policy_corpus.categories import STORY
from policy_corpus.extract.read_labels import DETAILS, KEY
from policy_corpus.extract.sources import change_at, line_at

SPAN = ["document", "clause", "from"]
COLUMNS = [
    *(
        "document",
        "category",
        "clause",
        "hash",
        "lead_in",
        "stance",
        "by",
        "section",
        "shown",
        "from",
        "until",
    ),
    *("newest", *DETAILS, "covers", "line", "newest_line", "brought", "took"),
]


def clauses_told(
    corpus: Corpus,
    places: pd.DataFrame,
    readings: pd.DataFrame,
    denials: pd.DataFrame,
    categories: Sequence[str] = STORY,
) -> pd.DataFrame:
    """A row a document, category and span of a clause that is about it, by document, category and day: COLUMNS.

    `by` is reading or rule; `newest` whether the document's newest text has it; `covers` what a denial covers, in
    words; `line` and `newest_line` are addresses of its line in the archived file that has it first and in the newest
    that does, `brought` and `took` of the commits that show it come and go, "" where none does: `took` also where the
    archive broke off or what follows is another text.
    """
    linked = _linked(corpus, places)
    ends = corpus.documents.set_index("document")["until"]
    parts = []
    for category in categories:
        labels = corpus.clauses[["hash", "lead_in", f"{category}_stance", f"{category}_by"]]
        labels = labels.set_axis(["hash", "lead_in", "stance", "by"], axis=1).astype(object)
        own = linked.join(labels.fillna({"lead_in": ""}), on="clause")
        own = own[own["stance"] != "none"].assign(category=category)
        read = details.read_clauses(corpus, readings, category).assign(category=category)
        read = read.merge(denials, on=KEY, how="left")[["clause", *DETAILS, "covers"]]
        parts.append(own.merge(read, on="clause", how="left", validate="many_to_one"))
    table = pd.concat(parts, ignore_index=True).fillna(dict.fromkeys((*DETAILS, "covers"), ""))
    denied = table["stance"] == "denies"
    table["covers"] = table["covers"].map(lambda text: spoken(text) if text else NOT_READ).where(denied, "")
    table["newest"] = table["until"] == table["document"].map(ends)
    order = table["category"].map(list(categories).index)
    table = table.assign(order=order).sort_values(["document", "order", "from", "hash"], kind="stable")
    return table[COLUMNS].reset_index(drop=True)


def _linked(corpus: Corpus, places: pd.DataFrame) -> pd.DataFrame:
    """The spans that have a place, with its addresses."""
    spans = places.merge(corpus.presence, on=SPAN, validate="one_to_one").astype({"document": object})
    captures = corpus.captures[["archive", "commit", "path"]].astype(object)
    first, last = (captures.loc[spans[end]] for end in ("first", "last"))
    opened = corpus.versions[["document", "from", "opens", "capture"]].astype({"document": object})
    after = spans.merge(
        opened,
        left_on=["document", "until"],
        right_on=["document", "from"],
        how="left",
        suffixes=("", "_next"),
    )
    follows = after["capture"].where(after["opens"] == "follows")
    return spans.assign(
        line=_lines(first, spans["first_line"]),
        newest_line=_lines(last, spans["last_line"]),
        brought=[change_at(row.archive, row.commit) for row in first.itertuples(index=False)],
        took=[
            "" if pd.isna(number) else change_at(*captures.loc[int(number), ["archive", "commit"]])
            for number in follows
        ],
    )


def _lines(captures: pd.DataFrame, lines: pd.Series) -> list[str]:
    """The addresses of lines of captures; that of the file where the line is not known."""
    return [
        line_at(row.archive, row.commit, row.path, None if pd.isna(line) else int(line))
        for row, line in zip(captures.itertuples(index=False), lines, strict=True)
    ]
