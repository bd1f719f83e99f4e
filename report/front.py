"""The report's front page: the answer in two minutes, made of what the notebooks found.

Its numbers are findings, looked up by id in data/results/findings.csv and only formatted here; each card leads to
the cell that shows them, and the chart is of the very companies that the findings are of. A finding that is missing
stops the build by its id. What the answer says of a direction follows from the interval's signs.
"""

import string
from dataclasses import dataclass
from pathlib import Path

import front_chart
import pandas as pd
from preview import preview
from shell import Site

from policy_corpus.categories import NAMES, STORY
from policy_corpus.findings import read_findings
from policy_corpus.prose import FORMS, as_text
from policy_corpus.story import CONTROL, FRONT_PAGE, REPORTED

TITLE = "Did all privacy policies change, or only X's?"
LINES = {**{category: NAMES[category] for category in STORY}, CONTROL: f"{NAMES[CONTROL]} (control)"}
LANGUAGE = {
    "ai_training": "AI-training language",
    "biometric": "Biometric language",
    "employment": "Language on work and education",
}
SERIES = "panel_by_quarter.csv"
QUESTION = (
    f"On {FORMS['date'].write(REPORTED, 0)} the press reported that X would collect biometric data and work history, "
    "and train AI on what it collects. We read the archived policies of some 400 platforms, 2004 to 2026."
)
CLAIM = (
    "{everyone}: AI-training language stood in {census.ai_training.start.value:percent} of "
    "{census.ai_training.change.n:number} companies' policies in {census.ai_training.change.from:season} and stands "
    "in {census.ai_training.end.value:percent} in {census.ai_training.change.until:season}."
)
BESIDE = "Policies may simply list more of everything, but {ai_training}."
INTERVAL = (
    "A 95 % interval says how far a number hangs on which companies we have: companies were drawn by chance again "
    "and again, and 95 of 100 draws gave a number between its ends."
)
HOW_SURE = (
    "{census.days.value:number} days of companies were drawn by chance, and their policies read whole. Where our "
    "tables say that a policy collects such data they are right in {precision_low:hundredths} to "
    "{precision_high:percent} of cases, by category, and they find {recall_low:hundredths} to {recall_high:percent} "
    "of the policies that say it (AI training: {census.recall.ai_training.value:percent}, 95 % interval "
    "{census.recall.ai_training.low:hundredths} to {census.recall.ai_training.high:percent}); the shares on this page "
    "are corrected for that. Well enough to count with, not well enough to accuse: read the archived page before you "
    "cite a row."
)
# How sure the answer is; what would make it wrong.
MEASURE, LIMITS = "validate-the-measure", "know-the-limits"


@dataclass(frozen=True)
class Card:
    """A number with its uncertainty: the finding whose cell it leads to, and its words with findings in braces."""

    finding: str
    number: str
    words: str
    doubt: str = ""


def change_card(category: str, what: str) -> Card:
    """The card of a category's change in prevalence."""
    number = "{ID.start.value:percent} → {ID.end.value:percent}"
    words = f"{what}: share of {{ID.change.n:number}} companies, "
    words += "{ID.change.from:season} to {ID.change.until:season}"
    doubt = "95 % intervals: at the end {ID.end.low:hundredths} to {ID.end.high:percent}; of the change, "
    doubt += "{ID.change.value:points} points, {ID.change.low:points} to {ID.change.high:points}"
    own = f"census.{category}"
    return Card(f"{own}.change", *(text.replace("ID", own) for text in (number, words, doubt)))


CARDS = [
    *(change_card(category, words) for category, words in LANGUAGE.items()),
    change_card(CONTROL, f"{NAMES[CONTROL]}, the control, which should not move with the story"),
    Card(
        "before_x.ai_training",
        "{before_x.ai_training.companies.value:number} of {before_x.ai_training.n:number}",
        "companies had AI-training language already, the day before X's new text was first seen",
        "biometric {before_x.biometric.companies.value:number}, work and education "
        "{before_x.employment.companies.value:number}",
    ),
    Card(
        "all_three.companies",
        "{all_three.companies.value:number} of {all_three.companies.n:number}",
        "companies that had none of the three kinds when first archived were seen to add all, over the years",
        "clauses of all three between one saved copy and the next, not all for the first time: "
        "{all_three.at_once.value}",
    ),
]


class Findings(string.Formatter):
    """Findings by id, and texts in which they stand in braces: {ID.COLUMN:FORM}.

    Forms are those of prose.FORMS, and `season`.
    """

    def __init__(self, table: pd.DataFrame):
        self.rows = table.set_index("id", drop=False).to_dict("index")

    def row(self, id: str) -> dict:
        """A finding; SystemExit where there is none of the id."""
        if id not in self.rows:
            raise SystemExit(
                f"the front page: data/results/findings.csv has no row {id}; run `make notebooks`, or mend "
                "report/front.py"
            )
        return self.rows[id]

    def get_field(self, field_name: str, args, kwargs):
        if field_name in kwargs:
            return kwargs[field_name], field_name
        id, _, column = field_name.rpartition(".")
        row = self.row(id)
        if pd.isna(row[column]):
            raise SystemExit(
                f"the front page: the finding {id} has no {column}; mend the notebook {row['notebook']}"
            )
        return row[column], field_name

    def format_field(self, value, format_spec: str) -> str:
        if format_spec == "season":
            return season(value)
        return FORMS[format_spec].write(value, 0) if format_spec else str(value)


def season(day: str) -> str:
    """A day's part of its year: early 2021, mid-2026, late 2025."""
    day = pd.Timestamp(day)
    return ("early ", "mid-", "mid-", "late ")[day.quarter - 1] + str(day.year)


def answer(findings: Findings) -> list[str]:
    """The finding in three sentences."""
    rose = findings.row("census.ai_training.change")["low"] > 0
    everyone = "It is more than one company" if rose else "It cannot be told from one company's case"
    first, *rest = (
        f"{LANGUAGE[category]} {moved(findings, category)}" for category in ("biometric", "employment")
    )
    return [
        findings.format(CLAIM, everyone=everyone),
        findings.format(BESIDE, ai_training=against(findings, "ai_training")),
        f"{'; '.join([first, *(words[0].lower() + words[1:] for words in rest)])}.",
    ]


def moved(findings: Findings, category: str) -> str:
    """How the share of a category moved, in words that follow from its interval, and from that beside the control."""
    change, beyond = (findings.row(f"census.{category}.{name}") for name in ("change", "beyond"))
    verb = "rose" if change["low"] > 0 else "fell" if change["high"] < 0 else "went"
    shares = "{ID.start.value:percent} to {ID.end.value:percent}".replace("ID", f"census.{category}")
    if verb == "went":
        sure = ", a change that could also be none"
    elif verb == "rose":
        sure = (
            ", more than the control did" if beyond["low"] > 0 else ", perhaps no more than the control did"
        )
    else:
        sure = ""
    return f"{verb} from {findings.format(shares)}{sure}"


def against(findings: Findings, category: str) -> str:
    """How a corrected change compares with the control's, in words that follow from its interval."""
    own = f"census.{category}.beyond"
    row = findings.row(own)
    control = f"a control, the {NAMES[CONTROL].lower()}"
    if row["low"] > 0:
        text = f"this is {{ID.value:hundredths}} points more than {control}, gained"
    elif row["high"] < 0:
        text = f"this is {{less:hundredths}} points less than {control}, gained"
    else:
        text = f"this cannot be told from what {control}, gained: {{ID.value:points}} points"
    text += " (95 % interval {ID.low:points} to {ID.high:points})"
    return findings.format(text.replace("ID", own), less=-row["value"])


def card(findings: Findings, shown: Card, titles: dict[str, str]) -> dict[str, str]:
    """A number with its uncertainty, and the cell that shows it. `titles` are the notebooks' by slug."""
    number, words, doubt = (findings.format(text) for text in (shown.number, shown.words, shown.doubt))
    row = findings.row(shown.finding)
    if row["notebook"] not in titles:
        raise SystemExit(
            f"the front page: {shown.finding} is of the notebook {row['notebook']}, which is gone; mend CARDS in "
            "report/front.py, and run `make notebooks`"
        )
    place = f"notebooks/{row['notebook']}.html#{row['anchor']}"
    return {
        "number": number,
        "words": words,
        "doubt": doubt,
        "place": place,
        "chapter": titles[row["notebook"]],
    }


def ranges(findings: Findings) -> dict[str, float]:
    """The lowest and the highest precision and recall of the story's categories."""
    ends = {}
    for name in ("precision", "recall"):
        values = [findings.row(f"census.{name}.{category}")["value"] for category in STORY]
        ends |= {f"{name}_low": min(values), f"{name}_high": max(values)}
    return ends


def read_series(root: Path) -> pd.DataFrame:
    """panel_by_quarter.csv, its days as timestamps."""
    return pd.read_csv(root / "data" / "results" / SERIES, parse_dates=["period"])


def chart_table(root: Path) -> pd.DataFrame:
    """The rows of prevalence_by_quarter.csv that stand where scripts do not draw a chart of what was chosen."""
    table = pd.read_csv(root / "data" / "results" / "prevalence_by_quarter.csv", parse_dates=["period"])
    shown = table[table["category"].isin(list(LINES)) & (table["period"] >= FRONT_PAGE)]
    return shown.sort_values("category", key=lambda c: c.map(list(LINES).index), kind="stable")


def content(root: Path, titles: dict[str, str]) -> dict:
    """What stands on the front page. `titles` are the notebooks' by slug."""
    findings = Findings(read_findings(root / "data" / "results" / "findings.csv"))
    series = read_series(root)
    events = pd.read_csv(root / "data" / "events.csv", parse_dates=["date"])
    sure = findings.format(HOW_SURE, **ranges(findings)) if MEASURE in titles else ""
    return {
        "question": QUESTION,
        "answer": answer(findings),
        "interval": INTERVAL,
        "chart": front_chart.panel_chart(series, events, LINES),
        "companies": int(series["companies"].max()),
        "since": season(series["period"].min()),
        "series": f"tables/{SERIES}",
        "cards": [card(findings, shown, titles) for shown in CARDS],
        "sure": sure,
        "chapters": {name: titles[name] for name in (MEASURE, LIMITS) if name in titles},
    }


def write_front(site: Site, root: Path, titles: dict[str, str], pdf: bool) -> str:
    """Write index.html, and return its answer in Markdown, for Sphinx's search. `pdf`: whether there will be one."""
    held = content(root, titles)
    site.put("_static/preview.png", preview(read_series(root), LINES, TITLE, held["answer"][0]))
    description = " ".join(held["answer"][:2])
    site.write("index.html", "front.html", TITLE, description, pdf=pdf, **held)
    return f"# {TITLE}\n\n{as_text(' '.join([QUESTION, *held['answer']]))}\n"


def raw(html: str) -> str:
    """HTML that goes into the page as it is; on one line, where no name in it can end the block."""
    return f"```{{raw}} html\n{' '.join(html.splitlines())}\n```"
