"""From a document's captures in order to a status for each, by the first rule of an ordered list that applies.

    ok              usable; its words may or may not differ from those of the capture before
    technical       recorded by a change of the archive's own reading that leaves the words as they are, or
                    that the next capture takes back; set aside
    other_language  not English; set aside
    other_region    of two regions' pages that stood in turn, the one that is not the document's; set aside
    broken          empty, an error page, a menu or wall, or a page that lacks much of what stands before
                    and after
    doubled         two policies on one page: the one in force stands, the coming one only counts as shown;
                    or several documents at once
    return          flicker: text that gave way within `FLICKER` days to the text before it, or that very
                    return

The thresholds and the rules are all here: `PAGE_RULES` judge each capture in turn, `EXCURSION_RULES` what was soon
left again (`REGION_RULES` of it also what alternation.py finds), `NEIGHBOUR_RULES` what is left by the texts around
it. What lacks a part of them is told by parts.py, what is in force when by history.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from policy_corpus.extract.reading import Reading
from policy_corpus.extract.region_pages import is_british, is_european, is_of_another_region
from policy_corpus.similarity import jaccard

FLICKER = 60  # days within which a text, or a clause, that goes and comes back was never gone
UNSEEN = 180  # days without a standing capture after which the policy in force is not known
ANNOUNCED = 180  # days before it stands that a clause's first appearance is looked for
FEWEST_WORDS = 60  # below which a page's language says nothing
ENGLISH = 0.35  # share of clauses that speak, in English, as policies do, from which a page is English
SHORTEST = 140  # words; shorter are notices, walls and lists of links: the shortest policy found has 145
MENU = 5  # words a clause, on average, below which a page is menus and links; policies have 9 or more
FEWEST_SIGNALS = 4  # clauses that speak as policies do, below which a page is none...
DENSE = (3, 0.2)  # ...unless it has this many, and they are this share of a short page
SIMILAR, UNLIKE = 0.85, 0.7  # Jaccard similarity of the clauses around, and across, a short excursion
MUCH_SHORTER, MUCH_LONGER = 0.75, 1.35  # in size, against the text that stands before and after
ADDED = 0.1  # of its clauses, the most that a fragment has beyond the text it is of
RESTORED = 0.65  # of the clauses that a fragment lacks, the fewest that come back word for word
CONTAINED = 0.75  # of a policy's clauses, the fewest on a page that is taken to contain it
SAME_HALF = 0.95  # Jaccard similarity from which half a page is the policy that stood, perhaps edited
SMALL_HALF = 0.4  # of the page's clauses, the fewest in either half: policies of a company are of like length
VERSIONS = 0.6  # Jaccard similarity of its halves from which a page is two versions of one policy


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the rule book: where `test` says yes, the capture has this status (None: none), for this reason."""

    name: str
    test: Callable[..., bool]
    status: str | None
    reason: str | None


def first_rule(rules: tuple[Rule, ...], *case) -> Rule | None:
    """The first rule whose test says yes of a case; None where none does."""
    return next((rule for rule in rules if rule.test(*case)), None)


@dataclass(slots=True)
class Shown:
    """One capture of a document: its day, what it reads (None where tracking ended), from which archive and series."""

    day: int
    technical: bool
    reading: Reading | None
    address: tuple[str, str] = ("", "")
    rule: Rule | None = None  # that decided its status
    stands: Reading | None = None  # the part of the reading that stands

    @property
    def status(self) -> str | None:
        """The status that its rule gave; None where the file was removed, or before it is judged."""
        return self.rule.status if self.rule else None


@dataclass(slots=True)
class Run:
    """Captures in a row with equal clauses; `place` is that of the first of them in the document.

    `hidden` are rows that the page lacks though they are in force.
    """

    reading: Reading
    start: int
    said: frozenset[int]
    captures: list[Shown]
    place: int
    hidden: frozenset[int] = frozenset()

    def decide(self, rule: Rule) -> None:
        """Give the captures a rule's status, but for those on which two policies were seen."""
        for capture in self.captures:
            if capture.status != "doubled":
                capture.rule = rule


# ---------------------------------------------------------------- each capture in turn, with what stands before it


class Page:
    """A capture where it stands in its document; `before` is the reading that stands before it, if any."""

    def __init__(self, captures: list[Shown], place: int, before: Reading | None):
        self.captures, self.place, self.before = captures, place, before
        self.capture, self.reading = captures[place], captures[place].reading

    @cached_property
    def is_like_before(self) -> bool:
        """Whether the page is much like what stands before it."""
        return self.before is not None and _similarity(self.before, self.reading) >= UNLIKE

    @cached_property
    def is_technical(self) -> bool:
        """Whether the archive says that its own reading changed, and there is something to hold the page against."""
        return self.capture.technical and self.before is not None


def _is_removed(page: Page) -> bool:
    return page.reading is None


def _is_in_another_language(page: Page) -> bool:
    return not _is_english(page.reading)


def _is_empty(page: Page) -> bool:
    return len(page.reading.rows) == 0


def _is_too_short(page: Page) -> bool:
    return page.reading.words < SHORTEST and not page.is_like_before


def _is_menu(page: Page) -> bool:
    return page.reading.words < MENU * len(page.reading.rows) and not page.is_like_before


def _is_no_policy(page: Page) -> bool:
    return not _speaks_as_policy(page.reading) and not page.is_like_before


def _has_equal_words(page: Page) -> bool:
    return page.is_technical and page.reading.clause_set == page.before.clause_set


def _is_undone(page: Page) -> bool:
    """Whether the archive's next capture returns to the words before a technical one.

    Archives record a page only when it differs from the last record, so that their silence confirms it.
    """
    if not page.is_technical:
        return False
    for capture in page.captures[page.place + 1 :]:
        following = capture.reading
        if following is None or capture.technical or not _is_english(following) or not _is_policy(following):
            continue
        back = _similarity(following, page.before)
        return back >= SIMILAR and back >= _similarity(following, page.reading)
    return False


def _is_doubled(page: Page) -> bool:
    """Whether a page is two policies: not where it repeats a small part, nor where it has long been so."""
    reading = page.reading
    if not reading.halves or min(len(h.rows) for h in reading.halves) < SMALL_HALF * len(reading.rows):
        return False
    if _is_alone_again(page):
        return True
    if page.before is None:
        # its halves tell: nearly equal, it repeats itself; unlike, it repeats its policy after other documents
        return VERSIONS <= _similarity(*reading.halves) < SAME_HALF
    return _nearest_half(reading, page.before)[0] > _similarity(page.before, reading)


def _is_unusual(page: Page) -> bool:
    return not _is_policy(page.reading)


def _is_confirmed(page: Page) -> bool:
    return page.is_technical


def _always(*case) -> bool:
    return True


_NEW_WAY = "the archive reads the page in a new way; "
PAGE_RULES = (
    Rule("removed", _is_removed, None, None),
    Rule("other language", _is_in_another_language, "other_language", "not in English"),
    Rule("empty", _is_empty, "broken", "no text on the page"),
    Rule("too short", _is_too_short, "broken", "shorter than any policy"),
    Rule("menu", _is_menu, "broken", "menus and links: a few words a line"),
    Rule("no policy", _is_no_policy, "broken", "hardly a sentence on personal data, as policies have them"),
    Rule("equal words", _has_equal_words, "technical", _NEW_WAY + "the words are those of before"),
    Rule("undone", _is_undone, "technical", _NEW_WAY + "the next capture undoes it"),
    Rule("two policies", _is_doubled, "doubled", "two policies on one page; the one in force counts"),
    Rule("like before", _is_unusual, "ok", "unusual for a policy, but much like the one before it"),
    Rule("confirmed", _is_confirmed, "ok", _NEW_WAY + "later captures do not undo it"),
    Rule("policy", _always, "ok", "an English policy; nothing speaks against it"),
)


def _is_english(reading: Reading) -> bool:
    """Whether a page is English; where names of places mislead, its clauses tell."""
    told = reading.language in ("en", "un") or reading.words < FEWEST_WORDS
    return told or reading.signals >= ENGLISH * len(reading.rows)


def _is_policy(reading: Reading) -> bool:
    long_enough = reading.words >= max(SHORTEST, MENU * len(reading.rows))
    return long_enough and _speaks_as_policy(reading)


def _speaks_as_policy(reading: Reading) -> bool:
    signals, clauses = reading.signals, len(reading.rows)
    return signals >= FEWEST_SIGNALS or (signals >= DENSE[0] and signals >= DENSE[1] * clauses)


def _similarity(one: Reading, other: Reading) -> float:
    return jaccard(set(one.rows.tolist()), set(other.rows.tolist()))


def _nearest_half(reading: Reading, before: Reading) -> tuple[float, Reading]:
    return max(((_similarity(before, half), half) for half in reading.halves), key=lambda found: found[0])


def in_force(page: Page) -> Reading | None:
    """Of two policies on a page, the one that stood before; the first where nothing did.

    None where the page announces a policy and contains the one before, but neither half is it: that one goes on.
    """
    reading, before = page.reading, page.before
    if before is None:
        return reading.halves[0]
    similarity, half = _nearest_half(reading, before)
    if similarity < SAME_HALF and _is_alone_again(page):
        stood = set(before.rows.tolist())
        if len(stood & set(reading.rows.tolist())) >= CONTAINED * len(stood):
            return None
    return half


def _is_alone_again(page: Page) -> bool:
    """Whether a page shows one policy again within `ANNOUNCED` days."""
    for capture in page.captures[page.place + 1 :]:
        if capture.day - page.capture.day > ANNOUNCED:
            return False
        if capture.reading is not None and not capture.reading.halves and _is_policy(capture.reading):
            return True
    return False


# ---------------------------------------------------------------- what was soon left again for the text before it


def _is_that_text(run: Run, before: Run) -> bool:
    return run.said == before.said


def _is_much_shorter(run: Run, before: Run) -> bool:
    return run.reading.words < MUCH_SHORTER * before.reading.words


def _contains_more(run: Run, before: Run) -> bool:
    return _contains(run, before) and run.reading.words > MUCH_LONGER * before.reading.words


def _of_readings(test: Callable[[Reading, Reading], bool]) -> Callable[[Run, Run], bool]:
    return lambda run, before: test(run.reading, before.reading)


_PAGE_FOR = "another region's page than the one that stands: "
REGION_RULES = (
    Rule("British page", _of_readings(is_british), "other_region", _PAGE_FOR + "British"),
    Rule("European page", _of_readings(is_european), "other_region", _PAGE_FOR + "European"),
    Rule(
        "page for elsewhere", _of_readings(is_of_another_region), "other_region", _PAGE_FOR + "not European"
    ),
)
EXCURSION_RULES = (
    Rule("back", _is_that_text, "return", "the earlier text again, after others were shown for a while"),
    *REGION_RULES,
    Rule("fragment", _is_much_shorter, "broken", "lacks much of the text shown before and after"),
    Rule("and more", _contains_more, "doubled", "the text shown before and after, and much more beside it"),
    Rule("excursion", _always, "return", "soon replaced by the earlier text again"),
)


def returns_to(standing: list[Run], now: Run) -> int | None:
    """The place of the run that `now` returns to after an excursion, None where it returns to none.

    An excursion to other words lasts `FLICKER` days at most; one to a fragment of the page, which no company
    would cut to and then restore word for word, `UNSEEN` days.
    """
    for place in range(len(standing) - 2, -1, -1):
        before, away = standing[place], standing[place + 1]
        if now.start - away.start > UNSEEN:
            return None
        if now.start - away.start <= FLICKER:
            if before.said is now.said:
                return place
            away_from = jaccard(before.said, away.said) < UNLIKE or is_of_another_region(
                away.reading, before.reading
            )
            if away_from and jaccard(before.said, now.said) >= SIMILAR:
                return place
        if all(_is_fragment(run, before, now) for run in standing[place + 1 :]):
            return place
    return None


def _is_fragment(away: Run, before: Run, now: Run) -> bool:
    """Whether a page lacks much of what stood before, adds little, and what it lacks came back."""
    if len(away.said) > MUCH_SHORTER * len(before.said):
        return False
    lost = before.said - away.said
    little = len(away.said - before.said) <= ADDED * len(away.said)
    return little and len(lost & now.said) >= RESTORED * len(lost)


# ---------------------------------------------------------------- what is left, between the texts around it


def _contains_several(page: Run, before: Run, later: list[Run]) -> bool:
    """Whether a page is much longer than the texts before and soon after it, and contains the one after."""
    if page.reading.words < MUCH_LONGER * before.reading.words:
        return False
    for after in later:
        if after.start - page.start > ANNOUNCED:
            return False
        if page.reading.words >= MUCH_LONGER * after.reading.words:
            return _contains(page, after)
    return False


NEIGHBOUR_RULES = (
    Rule(
        "several", _contains_several, "doubled", "much longer than the texts around; contains the one after"
    ),
)
RULES = (*PAGE_RULES, *EXCURSION_RULES, *NEIGHBOUR_RULES)


def _contains(page: Run, policy: Run) -> bool:
    return len(page.said & policy.said) >= CONTAINED * len(policy.said)
