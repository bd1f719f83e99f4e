"""Anyone's policy and a law's checklist → what the command `check` says: on a terminal, as a table, as a page."""

from dataclasses import dataclass

import pandas as pd

from policy_corpus.analysis.checklists import FOUND, Law, checked, law_named
from policy_corpus.analysis.hand_back import on_a_line, page, records
from policy_corpus.analysis.own_policy import clauses_of
from policy_corpus.analysis.read_policy import text_and_doubt
from policy_corpus.text_of_others import as_data

NO_ADVICE = (
    "This is no legal advice: it finds words, and says neither that a law applies nor that it is met. A clause that is "
    "found may say too little or the contrary, and one that is not found may be there in other words: read them."
)
MOST = 5  # clauses of an item on a terminal; the table and the page have all


@dataclass(frozen=True)
class Checked:
    """A policy held against a law; `rows` are those of `checklists.checked`."""

    name: str
    law: Law
    rows: pd.DataFrame
    doubt: str = ""  # a warning where the layout of the file leaves doubt

    @property
    def n_found(self) -> int:
        """Of how many items a clause was found."""
        return self.rows.loc[self.rows["answer"] == FOUND, "item"].nunique()

    def table(self) -> pd.DataFrame:
        """One row an item and clause, one for an item of which none was found; and layout_doubt: the warning."""
        return self.rows.drop(columns="number").assign(law=self.law.key, layout_doubt=self.doubt)

    def text(self) -> str:
        """What the command prints."""
        head = f"{as_data(self.name)}: {self.law.title}. Of {len(self.law.items)} items, {self.n_found} have a clause."
        lines = [*([f"Warning. {self.doubt}", ""] if self.doubt else []), head, NO_ADVICE, ""]
        for _, own in self.rows.groupby("item", sort=False):
            first = own.iloc[0]
            lines.append(f"[{first['answer']}] {first['asks']} ({first['source']})")
            told = own[own["answer"] == FOUND]
            lines += [
                f"    {as_data(row.section)}  {on_a_line(f'{row.lead_in} → ', 40) + ' ' if row.lead_in else ''}"
                f"{on_a_line(row.clause)}"
                for row in told.head(MOST).itertuples()
            ]
            lines += [f"    … and {len(told) - MOST} more"] if len(told) > MOST else []
        unseen = [f"  - {line}" for line in self.law.cannot_see]
        return "\n".join([*lines, "", "What a policy cannot show:", *unseen, f"The law: {self.law.url}"])

    def page(self) -> str:
        """The page of it."""
        items = [records(own) for _, own in self.rows.groupby("item", sort=False)]
        return page(
            "check.html",
            title=as_data(self.name),
            law=self.law,
            doubt=self.doubt,
            items=items,
            n_found=self.n_found,
            no_advice=NO_ADVICE,
        )


def shown(source: str, laws: dict[str, Law], name: str) -> Checked:
    """What `check` says of a policy. CorpusError where it cannot be read, and where there is no such law."""
    law = law_named(laws, name)
    text, doubt = text_and_doubt(source)
    name = "standard input" if source == "-" else source
    return Checked(name, law, checked(law, clauses_of(text)), doubt)


def listed(laws: dict[str, Law]) -> str:
    """The checklists that there are."""
    return "\n".join(f"{law.key}  {law.title}, {len(law.items)} items" for law in laws.values())
