"""The report's front page: the answer in two minutes, made of what the notebooks found.

Numbers are looked up in data/results/findings-*.csv by their claims, so that the page holds none of its own; a
claim that is missing or reads otherwise stops the build by its name.
"""

import csv
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

import chart
import pandas as pd

from policy_corpus.categories import NAMES, STORY
from policy_corpus.story import CONTROL, FRONT_PAGE

LINES = {**{category: NAMES[category] for category in STORY}, CONTROL: f"{NAMES[CONTROL]} (control)"}
PANEL = r"share of (?P<n>\d+) companies with such language, (?P<since>.+) to (?P<until>.+)"
CHANGE = (
    r"(?P<start>\d+ %) → (?P<end>\d+ %) \((?P<points>[+-]\d+) points, "
    r"95 % interval (?P<low>[+-]\d+) to (?P<high>[+-]\d+)\)"
)
BEYOND = r"{} (?P<points>[+-]\d+) \((?P<low>[+-]\d+) to (?P<high>[+-]\d+)\)"
QUESTION = (
    "On 31 August 2023 the press reported that X would collect biometric data and work history, and train AI on "
    "what it collects. We read the archived policies of some 400 platforms, 2012 to 2026."
)
CAUTION = (
    "A company counts once. A policy says what a company reserves the right to do, not what it does. "
    "What would make these numbers wrong:"
)
# The cards, in order: the claim, a part of its number where not all of it is shown, words set before the claim.
CARDS = [
    (r"AI training: share of", None, ""),
    (r"Biometric: share of", None, ""),
    (r"Employment and education: share of", None, ""),
    (r"Postal address: share of", None, "The control. "),
    (
        r"Points of change less those of the control.*since 2023",
        BEYOND.format("AI training"),
        "AI training. ",
    ),
    (r"Companies that had such language the day before X", None, ""),
    (r"Companies that were seen to add all three", None, ""),
    (r"Change of AI training, biometric and postal-address language over", None, ""),
]


@dataclass(frozen=True)
class Finding:
    """A claim of a notebook: its words, its number in words, the notebook's name without ending."""

    claim: str
    number: str
    notebook: str


def read_findings(root: Path) -> list[Finding]:
    """What all notebooks found, by the notebooks' numbers."""
    notebooks = {path.stem.split("-")[0]: path.stem for path in (root / "notebooks").glob("*.ipynb")}
    found = []
    for path in (root / "data" / "results").glob("findings-*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["notebook"] not in notebooks:
                    raise SystemExit(
                        f"{path.name}: there is no notebook {row['notebook']}; run `make notebooks`, "
                        "and remove the file if its notebook is gone"
                    )
                found.append(
                    Finding(row["claim"], row["number"].replace("−", "-"), notebooks[row["notebook"]])
                )
    return sorted(found, key=lambda finding: int(finding.notebook.split("-")[0]))


def the(findings: list[Finding], claim: str) -> Finding:
    """The one finding whose claim begins so; SystemExit where there is none, or more than one."""
    found = [finding for finding in findings if re.match(claim, finding.claim)]
    if len(found) != 1:
        raise SystemExit(
            f"the front page: {len(found)} claims in data/results/findings-*.csv begin with “{claim}”, not one; "
            "mend the notebook that writes it, or report/front.py"
        )
    return found[0]


def part(text: str, form: str) -> re.Match:
    """Where a finding's words have a form; SystemExit where they do not."""
    match = re.search(form, text)
    if not match:
        raise SystemExit(f"the front page: “{text}” does not read as report/front.py expects ({form})")
    return match


def answer(findings: list[Finding]) -> str:
    """The finding in a few sentences; what it says of a rise depends on whether the interval clears zero."""
    change = {
        name: part(the(findings, f"{name}: share of").number, CHANGE)
        for name in ("AI training", "Biometric", "Employment and education")
    }
    panel = part(the(findings, "AI training: share of").claim, PANEL)
    beyond = the(findings, CARDS[4][0])
    ai, biometric = (part(beyond.number, BEYOND.format(name)) for name in ("AI training", "Biometric"))
    rose = change["AI training"]
    everyone = (
        "It is more than one company" if int(rose["low"]) > 0 else "It cannot be told from one company's case"
    )
    work = change["Employment and education"]
    return (
        f"<strong>{everyone}: AI-training language stood in {rose['start']} of {panel['n']} policies in "
        f"{escape(panel['since'])} and stands in {rose['end']} in {escape(panel['until'])}.</strong> Since 2023 it "
        f"gained {against(ai)}. Biometric language went from {change['Biometric']['start']} to "
        f"{change['Biometric']['end']}; since 2023 it gained {against(biometric)}. Employment and education "
        f"language stood in {work['start']} already, and stands in {work['end']}."
    )


def against(beyond: re.Match) -> str:
    """How a change compares with the control's, in words that follow from its interval."""
    interval = f"95 % interval {beyond['low']} to {beyond['high']}"
    if int(beyond["low"]) > 0:
        return f"{int(beyond['points'])} points more than a control term ({interval})"
    if int(beyond["high"]) < 0:
        return f"{-int(beyond['points'])} points less than a control term ({interval})"
    return f"an amount that cannot be told from a control term's (difference {beyond['points']} points, {interval})"


def card(findings: list[Finding], claim: str, form: str | None, before: str, titles: dict[str, str]) -> str:
    """A number with its uncertainty, linked to the notebook that shows it."""
    finding = the(findings, claim)
    number = part(finding.number, form)[0] if form else finding.number
    if form:
        number = f"{part(finding.number, form)['points']} ({number.partition('(')[2]}"
    head, bracket, rest = number.partition(" (")
    doubt = f"<span>({escape(rest)}</span>" if bracket and ";" not in number else ""
    shown = head if doubt else number
    small = "" if len(shown) <= 14 else ' class="long"'
    return (
        f'<li><a href="notebooks/{finding.notebook}.html"><strong{small}>{escape(shown)}</strong>{doubt}'
        f"<em>{escape(before + finding.claim)}</em>"
        f"<small>Shown in: {escape(titles[finding.notebook])}</small></a></li>"
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
        "below follow the same companies throughout, and so differ a little. "
        '<a href="tables/prevalence_by_quarter.csv" download>Table (CSV)</a></figcaption></figure>'
    )


def front_page(root: Path, titles: dict[str, str], pdf: bool, explorer: bool) -> str:
    """The page in Markdown. `titles` are the notebooks' by name, in reading order."""
    findings = read_findings(root)
    cards = "".join(card(findings, *spec, titles) for spec in CARDS)
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
