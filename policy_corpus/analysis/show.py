"""Anyone's policy, by file or address → what the command `show` says of it: on a terminal, as a table, as a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from policy_corpus.analysis import beside_archives
from policy_corpus.analysis.beside_archives import ALIKE, FEWEST_WORDS
from policy_corpus.analysis.hand_back import in_rows, on_a_line, page, records
from policy_corpus.analysis.own_policy import (
    OwnPolicy,
    by_label,
    by_section,
    clause_by_clause,
    in_words,
    read_own,
    verdicts,
)
from policy_corpus.analysis.places_in_text import pieces_of
from policy_corpus.analysis.read_policy import text_and_doubt
from policy_corpus.categories import NAMES
from policy_corpus.errors import known_names
from policy_corpus.story import LATEST
from policy_corpus.text_of_others import as_data


@dataclass(frozen=True)
class Shown:
    """A policy of one's own beside the archived ones: of one sector ("" for all), and of platforms by name."""

    name: str
    policy: OwnPolicy
    sector: str = ""
    names: Sequence[str] = ()
    doubt: str = ""  # a warning where the layout of the file leaves doubt

    @property
    def clauses(self) -> pd.DataFrame:
        """The distinct clauses, labelled."""
        return self.policy.clauses

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """Each labelled clause with why."""
        return verdicts(self.clauses)

    @cached_property
    def standing(self) -> pd.DataFrame:
        """Where it stands among its sector."""
        return beside_archives.standing(self.clauses, self.sector)

    @cached_property
    def against(self) -> pd.DataFrame:
        """What the platforms that are named say beside it."""
        return beside_archives.against(self.clauses, self.names) if self.names else pd.DataFrame()

    @cached_property
    def new(self) -> tuple[pd.DataFrame, int]:
        """The clauses that have no like in the archives, and how many could be judged."""
        similarity = beside_archives.most_similar(self.clauses["clause"])["similarity"]
        return self.clauses[similarity < ALIKE], int(similarity.notna().sum())

    @cached_property
    def nearest(self) -> pd.DataFrame:
        """The clauses of other platforms nearest to each labelled clause."""
        rows = self.verdicts["number"].drop_duplicates()
        near = beside_archives.nearest(self.clauses.loc[rows, "clause"], self.names)
        return near.assign(number=rows.to_numpy()[near["number"]])

    @property
    def size(self) -> str:
        """How long it is, in words."""
        share = self.clauses["collection"].mean() if len(self.clauses) else 0
        return (
            f"{len(self.clauses):,} distinct clauses, {self.clauses['words'].sum():,} words, "
            f"{100 * share:.0f} % on data collection"
        )

    @property
    def among(self) -> str:
        """What it is compared with, in words."""
        return f"sector {self.sector}" if self.sector else "all sectors"

    def table(self) -> pd.DataFrame:
        """One row a clause, as `own_policy.clause_by_clause`, and layout_doubt: the warning, "" where there is none."""
        return clause_by_clause(self.policy).assign(layout_doubt=self.doubt)

    def text(self) -> str:
        """What the command prints."""
        new, judged = self.new
        beside = (
            f"Beside the policies in force on {LATEST}, {self.among} "
            "(a company counts once; jurisdictions are mixed):"
        )
        parts = [
            *([f"Warning. {self.doubt}"] if self.doubt else []),
            in_rows(f"{as_data(self.name)}: {self.size}. By label:", by_label(self.clauses)),
            "\n".join(["Its labelled clauses, and what decided:", *self._labelled_lines()]),
            in_rows("By section:", by_section(self.clauses)),
            "\n".join([in_rows(beside, self.standing), *beside_archives.remarks(self.standing)]),
        ]
        if self.names:
            parts.append(
                in_rows(
                    "Beside these platforms, clauses that collect / deny / mention:",
                    side_by_side(self.against),
                )
            )
        if "cluster" in self.clauses:
            clusters = self.clauses.loc[self.clauses["cluster"] != "", "cluster"].value_counts().to_frame()
            parts.append(in_rows("By cluster:", clusters))
        head = (
            f"Without a like in the archives, {len(new)} of {judged} clauses "
            f"with {FEWEST_WORDS} content words or more:"
        )
        return "\n\n".join([*parts, "\n".join([head, *map(_line, new.itertuples())])])

    def _labelled_lines(self) -> list[str]:
        """The labelled clauses, each with what decided for each category below it."""
        lines = []
        for number, of_clause in self.verdicts.groupby("number", sort=False):
            lines.append(_line(self.clauses.loc[number]))
            lines += [f"      {as_data(in_words(verdict))}" for verdict in of_clause.itertuples()]
        return lines or ["  none"]

    def page(self) -> str:
        """The page of it: the policy as it stands, each labelled clause marked, and all that the terminal shows."""
        new, judged = self.new
        told = {number: records(own) for number, own in self.verdicts.groupby("number", sort=False)}
        near = {number: records(own) for number, own in self.nearest.groupby("number", sort=False)}
        reading = self.policy.reading
        pieces = pieces_of(
            self.policy.text,
            self.clauses["clause"].iloc[reading["clause"]].tolist(),
            reading["clause"].tolist(),
        )
        return page(
            "show.html",
            title=as_data(self.name),
            size=self.size,
            among=self.among,
            doubt=self.doubt,
            clauses=records(self.clauses[["section", "lead_in", "clause"]]),
            told=told,
            near=near,
            pieces=pieces,
            placed={piece.number for piece in pieces},
            labels=records(by_label(self.clauses).reset_index()),
            standing=records(self.standing.reset_index()),
            remarks=beside_archives.remarks(self.standing),
            against=side_by_side(self.against) if self.names else None,
            new=records(new[["section", "clause"]]),
            judged=judged,
            fewest=FEWEST_WORDS,
            alike=ALIKE,
        )


def shown(source: str, sector: str = "", names: Sequence[str] = ()) -> Shown:
    """What `show` says of a policy: a path, - or an address. CorpusError where it, a sector or a name can't be had."""
    if sector:
        (sector,) = known_names("sector", [sector], beside_archives.sectors())
    if names:
        beside_archives.documents_named(names)
    text, doubt = text_and_doubt(source)
    name = "standard input" if source == "-" else source
    return Shown(name, read_own(text), sector, tuple(names), doubt)


def side_by_side(table: pd.DataFrame) -> pd.DataFrame:
    """A table of `against` with a row a category, a column a policy: collects / denies / mentions (– for silent)."""
    counts = table[["collects", "denies", "mentions"]].itertuples(index=False)
    said = [
        "" if pd.isna(row[0]) else "–" if not sum(row) else " / ".join(f"{n:.0f}" for n in row)
        for row in counts
    ]
    names = table["platform"].where(table["platform"] != "", "this policy")
    days = table["day"].where(table["day"].isin(["", LATEST]), other="x")
    heads = [f"{n}, {d}" if mark == "x" else n for n, d, mark in zip(names, table["day"], days, strict=True)]
    wide = table.assign(said=said, head=heads).pivot_table(
        index="category", columns="head", values="said", aggfunc="first", sort=False
    )
    return wide[list(dict.fromkeys(heads))].rename(index=NAMES).rename_axis(index="category", columns=None)


def listed() -> str:
    """The sectors and platforms that a policy can be compared with."""
    table = beside_archives.platforms()
    lines = [
        f"  {row.platform}  ({row.sector}; {row.jurisdictions}; {row[3]} to {row.until})"
        for row in table.itertuples(index=False)
    ]
    sectors = ["Sectors:", *(f"  {sector}" for sector in beside_archives.sectors())]
    return "\n".join([*sectors, "", f"Platforms, {len(table)}:", *lines])


def _line(clause) -> str:
    """A clause on a line of a terminal, after its section."""
    lead_in = f"{on_a_line(clause.lead_in, 40)} → " if getattr(clause, "lead_in", "") else ""
    return f"  {as_data(clause.section)}  {lead_in}{on_a_line(clause.clause)}"
