"""Menus of the site around a policy: what comes and goes with them is no word of the policy."""

import numpy as np
import pytest
from archived import read

from policy_corpus.extract.history import clean
from policy_corpus.extract.identity import clause_hash
from policy_corpus.extract.menus import LINES, without_menus
from policy_corpus.extract.quality import Shown
from policy_corpus.extract.reading import Reader

RULES = [
    f"We collect personal information on the {thing} that you fly above the long meadow, and we keep it in a {place}."
    for thing in ("kite", "balloon", "paper plane", "drone", "glider", "hat", "flag", "seed")
    for place in ("shed", "box")
]
POLICY = "# Privacy\n\n" + "\n\n".join(RULES)
MENU = [
    f"{kind} {what}"
    for kind in ("Red", "Blue", "Long", "Short", "Job")
    for what in ("kites", "tails", "search")
]
MENU += [f"All {colour} strings" for colour in ("red", "blue", "green", "grey", "white", "black")]
OTHER_MENU = [f"{what} of {place}" for what in ("Wind", "Rain", "Sun", "Fog", "Hail") for place in "ABCDEF"]


def lines(items: list[str], lead_in: str = "Shop") -> str:
    return f"{lead_in}\n\n" + "\n".join(f"* {item}" for item in items) + "\n\n"


def history(*pages: str):
    """The history of pages, 100 days apart from 1000, without menus; the words of each of its spans."""
    reader = Reader()
    shown = [
        Shown(1000 + 100 * place, False, reader.read(text.encode(), "markdown"))
        for place, text in enumerate(pages)
    ]
    store = reader.store()
    found = without_menus(clean(shown, [(1, 4000)]), store)
    return {(store.keys[store.pairs[span.row][0]], span.start, span.end) for span in found.spans}


def clauses(spans) -> set[str]:
    return {clause for clause, _, _ in spans}


def test_a_menu_that_goes_was_no_part_of_the_policy():
    assert len(MENU) >= LINES
    found = history(lines(MENU) + POLICY, POLICY)
    assert found == history(POLICY)
    assert "job search" not in clauses(found)


def test_a_menu_that_is_redrawn_was_none_and_is_none():
    found = history(lines(MENU) + POLICY, lines(OTHER_MENU, "Weather") + POLICY)
    assert found == history(POLICY)


def test_a_menu_that_comes_is_none():
    assert history(POLICY, lines(MENU) + POLICY) == history(POLICY)


def test_a_menu_once_read_as_one_long_line_is_one_too():
    run_on = " ".join(MENU) + ".\n\n"
    found = history(run_on + POLICY, lines(MENU) + POLICY, POLICY)
    assert found == history(POLICY)


def test_a_few_lines_are_left():
    assert len(history(lines(MENU[: LINES - 3]) + POLICY, POLICY)) > len(RULES) + 3


def test_a_list_of_what_is_collected_is_none():
    listed = lines(MENU, "We collect the following personal information:")
    found = history(listed + POLICY, POLICY)
    assert ("job search", 1000, 1100) in found


def test_what_goes_with_sentences_of_the_policy_is_left():
    gone = lines(MENU) + "\n\n".join(rule.replace("collect", "use") for rule in RULES) + "\n\n"
    assert ("job search", 1000, 1100) in history(gone + POLICY, POLICY)


def test_a_menu_that_never_changes_is_left():
    assert "job search" in clauses(history(lines(MENU) + POLICY))


@pytest.mark.parametrize("pages", [(), (POLICY,)])
def test_a_history_without_changes_is_left(pages):
    assert len(history(*pages)) in (0, len(history(POLICY)))
    assert np.all([start == 1000 for _, start, _ in history(*pages)])


# The archives' own


@pytest.mark.archives
@pytest.mark.parametrize(
    ("path", "line", "left"),  # a line of the menu that was taken for the policy's, and clauses left
    [
        ("Aetna/Privacy Policy.md", "640d5929aebb", 600),
        ("ucla.edu/Privacy Policy.md", "3df2995bb351", 70),
        ("USA.gov/Privacy Policy.md", "f534f9127cb2", 70),
        ("Wolfram/Privacy Policy.md", "299e4194dd64", 180),
    ],
)
def test_the_menus_of_named_sites_are_no_policy(archives, path, line, left):
    found, _, store = read(archives, "contrib-versions", path)

    def hashes():
        return {clause_hash(store.keys[store.pairs[span.row][0]]) for span in found.spans}

    assert line in hashes()
    without_menus(found, store)
    assert line not in hashes()
    assert len(hashes()) >= left
