"""The report's front page: the answer in two minutes, made of what the notebooks found.

Its numbers are findings, looked up by id in data/results/findings.csv and only formatted here; each card leads to
the cell that shows them. A finding that is missing stops the build by its id. What the answer says of a direction
follows from the interval's signs.
"""

import string
from dataclasses import dataclass
from html import escape
from pathlib import Path

import chart
import pandas as pd

from policy_corpus.categories import NAMES, STORY
from policy_corpus.findings import read_findings
from policy_corpus.prose import FORMS
from policy_corpus.story import CONTROL, FRONT_PAGE, REPORTED

LINES = {**{category: NAMES[category] for category in STORY}, CONTROL: f"{NAMES[CONTROL]} (control)"}
QUESTION = (
    f"On {FORMS['date'].write(REPORTED, 0)} the press reported that X would collect biometric data and work history, "
    "and train AI on what it collects. We read the archived policies of some 400 platforms, 2004 to 2026."
)
CAUTION = (
    "A company counts once. A policy says what a company reserves the right to do, not what it does. "
    "What would make these numbers wrong:"
)
ANSWER = (
    "<strong>{everyone}: AI-training language stood in {census.ai_training.start.value:percent} of "
    "{census.ai_training.change.n:number} policies in {census.ai_training.change.from:season} and stands in "
    "{census.ai_training.end.value:percent} in {census.ai_training.change.until:season}.</strong> It gained "
    "{ai_training}. Biometric language {of_biometric}; it gained {biometric}. Employment and education language "
    "{of_employment}."
)
MEASURE = "validate-the-measure"  # the notebook that says how sure the answer is
HOW_SURE = (
    "How sure? {census.precision.n:number} days of companies were drawn by chance, their policies read whole. Where "
    "our tables say that a policy collects such data, they are right on {census.precision.low:hundredths} to "
    "{census.precision.high:percent} of these days; of the policies that do say it they find "
    "{census.recall.low:hundredths} to {census.recall.high:percent}. The shares above are corrected by this reading: "
)


@dataclass(frozen=True)
class Card:
    """A number with its uncertainty: the finding whose cell it leads to, and its words with findings in braces."""

    finding: str
    number: str
    words: str
    doubt: str = ""


def change_card(category: str, before: str = "") -> Card:
    """The card of a category's change in prevalence."""
    number = "{ID.start.value:percent} → {ID.end.value:percent}"
    words = (
        f"{before}{NAMES[category]}: share of {{ID.change.n:number}} companies with such language, corrected, "
        "{ID.change.from:season} to {ID.change.until:season}"
    )
    doubt = "{ID.change.value:points} points, 95 % interval {ID.change.low:points} to {ID.change.high:points}"
    own = f"census.{category}"
    return Card(f"{own}.change", *(text.replace("ID", own) for text in (number, words, doubt)))


def by_category(form: str, categories: list[str]) -> str:
    """One text for each category, its key in place of KEY and its name in place of NAME."""
    return "; ".join(form.replace("KEY", key).replace("NAME", NAMES[key]) for key in categories)


CARDS = [
    change_card("ai_training"),
    change_card("biometric"),
    change_card("employment"),
    change_card(CONTROL, "The control. "),
    Card(
        "beyond_control.recent.ai_training",
        "{beyond_control.recent.ai_training.value:points}",
        f"AI training. Points of change less those of the control, {NAMES[CONTROL].lower()}, since "
        "{beyond_control.recent.ai_training.from:day}, {beyond_control.recent.ai_training.n:number} companies",
        "{beyond_control.recent.ai_training.low:points} to {beyond_control.recent.ai_training.high:points}",
    ),
    Card(
        "before_x.ai_training",
        by_category("NAME {before_x.KEY.companies.value:number} ({before_x.KEY.value:percent})", STORY),
        "Companies that had such language the day before X's text was first seen",
    ),
    Card(
        "all_three.companies",
        "{all_three.companies.value:number} of {all_three.companies.n:number} "
        "({all_three.none_at_first.value:number} had none of the three at first); "
        "{all_three.at_once.count.value:number} ({all_three.at_once.value})",
        "Companies that were seen to add all three for the first time; clauses of all three between two captures",
    ),
    Card(
        "checks.ai_training",
        by_category(
            "{checks.KEY.low:hundredths} to {checks.KEY.high:hundredths}",
            ["ai_training", "biometric", CONTROL],
        ),
        f"Change of AI training, biometric and {NAMES[CONTROL].lower()} language over {{checks.ai_training.n:number}} "
        "ways of counting, points",
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
                f"the front page: data/results/findings.csv has no row {id}; run `make notebooks`, or mend CARDS "
                "and ANSWER in report/front.py"
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


def answer(findings: Findings) -> str:
    """The finding in a few sentences, as HTML."""
    rose = findings.row("census.ai_training.change")["low"] > 0
    words = {
        "everyone": "It is more than one company" if rose else "It cannot be told from one company's case",
        "ai_training": against(findings, "ai_training"),
        "biometric": against(findings, "biometric"),
        "of_biometric": moved(findings, "biometric"),
        "of_employment": moved(findings, "employment"),
    }
    return findings.format(ANSWER, **words)


def moved(findings: Findings, category: str) -> str:
    """How the share of a category moved, in words that follow from its interval."""
    change = findings.row(f"census.{category}.change")
    verb = "rose" if change["low"] > 0 else "fell" if change["high"] < 0 else "went"
    sure = "" if verb != "went" else ", a change that could also be none"
    shares = "{ID.start.value:percent} to {ID.end.value:percent}".replace("ID", f"census.{category}")
    return f"{verb} from {findings.format(shares)}{sure}"


def against(findings: Findings, category: str) -> str:
    """How a corrected change compares with the control's, in words that follow from its interval."""
    own = f"census.{category}.beyond"
    row = findings.row(own)
    interval = "95 % interval {ID.low:points} to {ID.high:points}"
    if row["low"] > 0:
        text = f"{{ID.value:hundredths}} points more than a control term ({interval})"
    elif row["high"] < 0:
        text = f"{{less:hundredths}} points less than a control term ({interval})"
    else:
        text = "an amount that cannot be told from a control term's (difference {ID.value:points} points, "
        text += f"{interval})"
    return findings.format(text.replace("ID", own), less=-row["value"])


def card(findings: Findings, shown: Card, titles: dict[str, str]) -> str:
    """A number with its uncertainty, linked to the cell that shows it. `titles` are the notebooks' by slug."""
    number, words, doubt = (findings.format(text) for text in (shown.number, shown.words, shown.doubt))
    row = findings.row(shown.finding)
    if row["notebook"] not in titles:
        raise SystemExit(
            f"the front page: {shown.finding} is of the notebook {row['notebook']}, which is gone; mend CARDS in "
            "report/front.py, and run `make notebooks`"
        )
    small = "" if len(number) <= 14 else ' class="long"'
    return (
        f'<li><a href="notebooks/{escape(row["notebook"])}.html#{escape(row["anchor"])}">'
        f"<strong{small}>{escape(number)}</strong>"
        + (f"<span>({escape(doubt)})</span>" if doubt else "")
        + f"<em>{escape(words)}</em><small>Shown in: {escape(titles[row['notebook']])}</small></a></li>"
    )


def chart_table(root: Path) -> pd.DataFrame:
    """The rows of prevalence_by_quarter.csv that the front page draws."""
    table = pd.read_csv(root / "data" / "results" / "prevalence_by_quarter.csv", parse_dates=["period"])
    shown = table[table["category"].isin(list(LINES)) & (table["period"] >= FRONT_PAGE)]
    return shown.sort_values("category", key=lambda c: c.map(list(LINES).index), kind="stable")


def figure(root: Path) -> str:
    """The front page's chart with its legend, caption and a link to its table."""
    shown = chart_table(root)
    events = pd.read_csv(root / "data" / "events.csv", parse_dates=["date"])
    end = shown["period"].max()
    last = shown[shown["period"] == end].set_index("category")
    values = ", ".join(f"{LINES[c]} {100 * v:.0f} %" for c, v in last["value"].items())
    alt = f"Lines by quarter, {shown['period'].min().year} to {end.year}; at the end {values}."
    companies = shown["companies"]
    return (
        '<figure class="front">'
        + chart.legend(shown, LINES)
        + chart.line_chart(shown, events, alt)
        + f"<figcaption>Share of all companies followed in a quarter whose policy in force says that it collects or "
        f"uses such data; in the list, the share in quarter {end.quarter} of {end.year}. Bands and brackets: 95 % "
        f"bootstrap intervals over companies, of which there are {companies.min()} to {companies.max()}. The numbers "
        "below follow the same companies throughout and are corrected by reading, and so differ. "
        '<a href="tables/prevalence_by_quarter.csv" download>Table (CSV)</a></figcaption></figure>'
    )


def front_page(root: Path, titles: dict[str, str], pdf: bool, explorer: bool) -> str:
    """The page in Markdown. `titles` are the notebooks' by slug, in reading order."""
    findings = Findings(read_findings(root / "data" / "results" / "findings.csv"))
    cards = "".join(card(findings, shown, titles) for shown in CARDS)
    more = [
        "[Look and ask](explore.md): choose categories, platforms, sectors; see the policies behind each point"
    ]
    more = more * explorer + [
        "[About this project](about.md): how to run it, what is where, words, limits, licences"
    ]
    limits = list(titles)[-1]
    lines = [
        "# Did all privacy policies change, or only X's?",
        QUESTION,
        raw(f'<p class="answer">{answer(findings)}</p>'),
        raw(figure(root)),
        f"{findings.format(HOW_SURE)}[{titles[MEASURE]}](notebooks/{MEASURE}.ipynb)."
        if MEASURE in titles
        else "",
        "## The numbers",
        raw(f'<ul class="cards">{cards}</ul>'),
        f"{CAUTION} [{titles[limits]}](notebooks/{limits}.ipynb)",
        "## Read on",
        "\n".join(f"1. [{title}](notebooks/{name}.ipynb)" for name, title in titles.items()),
        "\n".join(f"- {line}" for line in more),
    ]
    if pdf:
        lines.append(raw('<p><a href="report.pdf">The whole report as one PDF</a></p>'))
    return "\n\n".join(lines) + "\n"


def raw(html: str) -> str:
    """HTML that goes into the page as it is; on one line, where no name in it can end the block."""
    return f"```{{raw}} html\n{' '.join(html.splitlines())}\n```"
