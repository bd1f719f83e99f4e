"""Every number in prose carries a mark or is a fact of typed_numbers.csv; a number that is changed is found."""

import ast
import csv
import re
from pathlib import Path

import front
import nbformat
import pytest
from execute import notebook_paths, slug

from policy_corpus.paths import ROOT
from policy_corpus.prose import FORMS, MARK, OPEN, prose_of
from policy_corpus.story import REPORTED

NOT_PROSE = re.compile(r"```.*?```|`[^`\n]*`|\]\([^)\s]*\)|<!--.*?-->|^\d+\. ", re.S | re.M)
NUMBER = re.compile(r"(?<![A-Za-z\d])(?:[+-]?\d[\d,.]*\d|[+-]?\d)")  # F1 is a name
with Path(__file__).with_name("typed_numbers.csv").open(encoding="utf-8", newline="") as file:
    TYPED = list(csv.DictReader(file))
TEXTS = {slug(path): prose_of(path) for path in notebook_paths()}
TEXTS["README"] = {"README": (ROOT / "README.md").read_text(encoding="utf-8")}


def figures(path: Path) -> list[tuple[str, str]]:
    """The text alternative of each figure of a notebook, and the source of its cell."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    shown = [(output.get("metadata", {}), cell.source) for cell in cells for output in cell.outputs]
    return [(about["image/png"].get("alt", ""), source) for about, source in shown if "image/png" in about]


def front_texts() -> list[str]:
    """What report/front.py writes around findings, which stand in braces."""
    shown = [text for card in front.CARDS for text in (card.number, card.words, card.doubt)]
    return [
        re.sub(r"\{[^{}]*\}", " ", text)
        for text in (front.CLAIM, front.BESIDE, front.INTERVAL, front.HOW_SURE, *shown)
    ]


ALTERNATIVES = {slug(path): figures(path) for path in notebook_paths()}
# The day of the press is written from story.yml.
TEXTS["front"] = {"question": front.QUESTION.replace(FORMS["date"].write(REPORTED, 0), "")}
TEXTS["front"] |= {f"text {number}": text for number, text in enumerate(front_texts())}
for name, shown in ALTERNATIVES.items():
    TEXTS[name] |= {f"figure {number}": text for number, (text, _) in enumerate(shown, 1)}


def typed(name: str) -> list[str]:
    """The phrases with numbers that may be typed in a notebook's prose, the longest first."""
    phrases = [row["phrase"] for row in TYPED if row["notebook"] in ("", name)]
    return sorted(phrases, key=len, reverse=True)


def prose_alone(markdown: str) -> str:
    """The text without code, addresses and comments, on one line."""
    return " ".join(NOT_PROSE.sub(lambda found: blank(found).strip() or " ", markdown).split())


def blank(found: re.Match) -> str:
    """Spaces for what is no prose; a number alone between backticks is."""
    text = found[0]
    return " " * len(text) if re.search("[A-Za-z<]", text) or text[0] != "`" else text


def said(markdown: str) -> list[str]:
    """What stands before each mark of a number, in the form that the mark gives."""
    found, done = [], 0
    for mark in MARK.finditer(markdown):
        before = markdown[done : mark.start()]
        done = mark.end()
        if mark["kind"] == "=":
            pattern = FORMS[mark["form"] or "text"].pattern
            match = re.search(rf"(?:(?<![\w.,])(?:{pattern})|\?)\Z", before) if pattern else None
            found.append(match[0] if match else before.rpartition(OPEN)[2])
    return found


def unmarked(markdown: str, phrases: list[str]) -> list[str]:
    """The numbers that neither carry a mark nor stand in a phrase that may be typed."""
    parts, done = [], 0
    for mark, text in zip(
        (m for m in MARK.finditer(markdown) if m["kind"] == "="), said(markdown), strict=True
    ):
        parts.append(markdown[done : mark.start()].removesuffix(text))
        done = mark.end()
    left = prose_alone(" ".join([*parts, markdown[done:]]))
    for phrase in phrases:
        left = re.sub(rf"(?<![\w.,]){re.escape(phrase)}(?!\w|[.,]\d)", " ", left)
    return NUMBER.findall(left)


def changed_by_one(markdown: str):
    """The text with each number changed by one in its last place, and each sign turned, one at a time."""
    bare = NOT_PROSE.sub(blank, markdown)
    for match in re.finditer(r"(?<![A-Za-z])\d(?!\d)|(?<!\w)[+-](?=\d)", bare):
        old = match[0]
        new = {"+": "-", "-": "+"}.get(old) or str((int(old) + 1) % 10)
        yield markdown[: match.start()] + new + markdown[match.end() :]


def faults(markdown: str, right: list[str], phrases: list[str]) -> list[str]:
    """The numbers that are not as the marks wrote them, and those without a mark."""
    return [text for text, was in zip(said(markdown), right, strict=True) if text != was] + unmarked(
        markdown, phrases
    )


@pytest.mark.parametrize("name", TEXTS)
def test_every_number_carries_a_mark(name):
    found = {cell: unmarked(source, typed(name)) for cell, source in TEXTS[name].items()}
    assert {cell: numbers for cell, numbers in found.items() if numbers} == {}


@pytest.mark.parametrize("name", TEXTS)
def test_every_number_that_is_changed_is_found(name):
    count = 0
    for source in TEXTS[name].values():
        right, phrases = said(source), typed(name)
        for mutant in changed_by_one(source):
            count += 1
            assert faults(mutant, right, phrases), mutant
    assert count > 0


@pytest.mark.parametrize("name", ALTERNATIVES)
def test_a_text_alternative_is_as_its_cell_writes_it(name):
    """A test of the notebook's outputs compares tables and words, not what goes with a picture."""
    for text, source in ALTERNATIVES[name]:
        written = [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
        assert text in written, source


@pytest.mark.parametrize("path", notebook_paths(), ids=slug)
def test_a_notebook_ends_by_holding_its_own_prose_against_its_values(path):
    code = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert code[-1].source.splitlines()[-1] == f'h.check_prose("{slug(path)}", globals())'
    (said,) = code[-1].outputs
    marks = sum(len(MARK.findall(text)) for text in prose_of(path).values())
    assert said.text.splitlines()[0] == (
        f"{marks} numbers and claims in the prose, none other than computed."
    )


def test_a_phrase_is_typed_for_a_reason_and_somewhere():
    everything = {name: " ".join(cells.values()) for name, cells in TEXTS.items()}
    for row in TYPED:
        assert row["why"], row
        assert re.search("[A-Za-z]{2}", row["phrase"]), f"a number alone may stand anywhere: {row}"
        texts = everything.values() if not row["notebook"] else [everything[row["notebook"]]]
        assert any(row["phrase"] in prose_alone(text) for text in texts), row
