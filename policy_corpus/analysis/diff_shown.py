"""Two versions of anyone's policy, by file or address → what the command `diff` says of them, in three forms."""

from dataclasses import dataclass

import pandas as pd

from policy_corpus.analysis.hand_back import in_rows, on_a_line, page, records
from policy_corpus.analysis.own_policy import clauses_of
from policy_corpus.analysis.read_policy import text_and_doubt
from policy_corpus.analysis.versions_compared import by_stance, changes
from policy_corpus.categories import NAMES
from policy_corpus.text_of_others import as_data

CHANGES = {"added": "took up", "removed": "gave up", "denial_added": "newly denies"}
NOTE = (
    "The ledger counts a change of kind, not of wording: language of the category that nothing in the old version had, "
    "or that nothing in the new one has any more. Clauses of a few words never count there."
)


@dataclass(frozen=True)
class Compared:
    """What changed between two versions; `rows` and `ledger` are those of `versions_compared.changes`.

    `doubts` has a warning for each version, where the layout of its file leaves doubt ("" for none).
    """

    names: tuple[str, str]
    sizes: tuple[int, int]
    rows: pd.DataFrame
    ledger: pd.DataFrame
    doubts: tuple[str, str] = ("", "")

    @property
    def warnings(self) -> list[str]:
        """The warnings, each with the name of its version."""
        told = zip(self.names, self.doubts, strict=True)
        return [f"{as_data(name)}: {doubt}" for name, doubt in told if doubt]

    @property
    def ledger_lines(self) -> list[str]:
        """What the ledger would say, a sentence a change."""
        return [
            f"{NAMES.get(row.category, row.category)}: {CHANGES[row.change]} ({row.change}, {row.stance}), "
            f"{row.clauses} {'clause' if row.clauses == 1 else 'clauses'}; "
            f"{row.before} such before, {row.after} after; section {as_data(row.section)}"
            for row in self.ledger.itertuples()
        ]

    def table(self) -> pd.DataFrame:
        """One row a changed clause and category, and layout_doubt: the warnings, "" where there is none."""
        return self.rows.assign(layout_doubt=" ".join(self.warnings))

    def text(self) -> str:
        """What the command prints."""
        old, new = map(as_data, self.names)
        told = self.rows[self.rows["category"] != ""]
        others = self.rows.loc[self.rows["category"] == "", "change"].value_counts().to_dict()
        lines = []
        for row in told.itertuples():
            turned = row.stance_after or row.stance_before
            if row.change == "reworded" and row.stance_before != row.stance_after:
                turned = f"{row.stance_before} → {row.stance_after}"
            ledger = f" (ledger: {row.ledger})" if row.ledger else ""
            lines.append(f"  {row.change}  {NAMES.get(row.category, row.category)} {turned}{ledger}")
            for mark, section, clause in (
                ("-", row.section_before, row.clause_before),
                ("+", row.section_after, row.clause_after),
            ):
                lines += [f"    {mark} {as_data(section)}  {on_a_line(clause)}"] * bool(clause)
        counts = by_stance(told).set_index("category")
        said = ", ".join(f"{number} {change}" for change, number in others.items()) or "none"
        return "\n\n".join(
            [
                *(f"Warning. {warning}" for warning in self.warnings),
                in_rows(f"From {old} ({self.sizes[0]:,} clauses) to {new} ({self.sizes[1]:,}):", counts),
                "\n".join(
                    [
                        "As the ledger would say it:",
                        *(f"  {x}" for x in self.ledger_lines or ["nothing"]),
                        NOTE,
                    ]
                ),
                "\n".join(["Clause by clause:", *(lines or ["  none"])]),
                f"Clauses about no category: {said}.",
            ]
        )

    def page(self) -> str:
        """The page of it."""
        return page(
            "diff.html",
            title=f"{as_data(self.names[0])} → {as_data(self.names[1])}",
            sizes=self.sizes,
            warnings=self.warnings,
            counts=records(by_stance(self.rows)),
            ledger=self.ledger_lines,
            note=NOTE,
            rows=records(self.rows),
        )


def shown(old: str, new: str) -> Compared:
    """What `diff` says of two versions: paths, addresses, or - for one. CorpusError where one cannot be read."""
    (before, old_doubt), (after, new_doubt) = map(text_and_doubt, (old, new))
    before, after = clauses_of(before), clauses_of(after)
    names = tuple("standard input" if source == "-" else source for source in (old, new))
    return Compared(names, (len(before), len(after)), *changes(before, after), (old_doubt, new_doubt))
