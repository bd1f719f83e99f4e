"""From a document's history to the same without the menus of the site around the policy, where these came or went.

Archives that record the whole page keep its menus: hundreds of lines of two or three words, until the site is redrawn
or the archive learns where the policy begins. "Job search" in a menu is no word of the policy. Menus that never change
are left as they are: nothing tells them from a list, and they add nothing to the day of any change.
"""

from collections import defaultdict
from collections.abc import Iterable

from policy_corpus.extract.history import History, Span
from policy_corpus.extract.language import speaks_as_policy
from policy_corpus.extract.quality import MENU
from policy_corpus.extract.reading import LONG_CLAUSE
from policy_corpus.extract.store import Store

LINES = 20  # that come and go in a day, from which they may be menus; the least seen among some 70 had 20
SPEAKING = 0.2  # of them, below which they are menus: these have 0.18 or less, a policy's headings more
RUN_ON = 0.5  # of a long clause's words, the fewest in lines of the menu, from which it is those lines in one


def without_menus(history: History, store: Store) -> History:
    """The history without the spans of menus: what came or went on a day that changed nothing but menus."""
    came, went = defaultdict(list), defaultdict(list)
    followed = {version.start for version in history.versions if version.opens == "follows"}
    for span in history.spans:
        if span.start in followed:
            came[span.start].append(span)
        if span.end in followed:
            went[span.end].append(span)
    days = [day for day in followed if len(came[day]) + len(went[day]) >= LINES]
    menus = {id(span) for day in days for span in _menus(came[day], went[day], store)}
    if menus:
        for some, others in ((came, went), (went, came)):
            for day in days:
                lines = [span for span in some[day] if id(span) in menus]
                menus |= {id(span) for span in _run_ons(others[day], lines, store)}
        history.spans = [span for span in history.spans if id(span) not in menus]
    return history


def _menus(came: list[Span], went: list[Span], store: Store) -> Iterable[Span]:
    """Of the spans that came and went on a day, those of a menu; none where the policy changed as well."""
    changed = _without_common_clauses(came, went, store)
    if len(changed) < LINES or store.words(span.row for span in changed) >= MENU * len(changed):
        return []
    silent = [span for span in changed if not _speaks(span.row, store)]
    if len(changed) - len(silent) >= SPEAKING * len(changed):
        return []
    return [span for span in silent if store.words([span.row]) < LONG_CLAUSE]


def _run_ons(spans: list[Span], lines: list[Span], store: Store) -> list[Span]:
    """Of spans that came or went on a day, those that are in one clause the menu's lines that went or came."""
    if len(lines) < LINES:
        return []
    keys = {f" {_key(line.row, store)} " for line in lines}
    found = []
    for span in spans:
        clause = f" {_key(span.row, store)} "
        words = clause.count(" ") - 1
        if words >= LONG_CLAUSE:
            of_menu = sum(key.count(" ") - 1 for key in keys if key in clause)
            found += [span] * (of_menu >= RUN_ON * words)
    return found


def _key(row: int, store: Store) -> str:
    return store.keys[store.pairs[row][0]]


def _without_common_clauses(came: list[Span], went: list[Span], store: Store) -> list[Span]:
    """The spans but for those of a clause that only changed its lead-in."""
    both = {store.pairs[span.row][0] for span in came} & {store.pairs[span.row][0] for span in went}
    return [span for span in (*came, *went) if store.pairs[span.row][0] not in both]


def _speaks(row: int, store: Store) -> bool:
    """Whether a clause or its lead-in speaks as policies do."""
    return any(speaks_as_policy(store.keys[text]) for text in store.pairs[row] if text >= 0)
