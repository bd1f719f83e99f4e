"""A clause that begins or ends a strand, with the page before and after → why nothing changed with it, if so.

A strand of language is of clauses alike in words (strands.py). What begins one may still say the old thing in other
words, or be the page's doing. The rules are in order, each with the fault that it spares the ledger and its reason:
`NOTHING_NEW` and `STILL_SAID` are asked of each clause: one that they speak against is of no change. `COMING` and
`GOING` are asked of all that came or went on a day: what they speak against is doubted, and is a row of the ledger only
where readers found it right (ledger_readings.py). The thresholds were set on the ledger's readings of half of the
corporate groups (those whose name has an odd SHA-256) and judged on the others: data/README.md says under ledger.csv
how often the rows are right.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse

from policy_corpus.analysis.details import Told
from policy_corpus.analysis.strands import AWAY, SAME
from policy_corpus.extract.quality import FLICKER, Rule, first_rule
from policy_corpus.similarity import jaccard_rows

# Of what is added, in nats of telling words:
NEWS = 2.0  # that neither the category's clauses nor the edited one had: the least that a clause brings
ON_PAGE = 1.0  # that the page lacked: the most that a clause in words of the page brings
NEW_KINDS = 2.0  # of kinds not spoken of yet: the most that a clause of known kinds brings...
LITTLE_NEWS = 8.0  # ...of any kind...
LITTLE_NEW = 20.0  # ...and the most that its words weigh which the page lacked, whatever they tell
SEVERAL = 4  # clauses of a category and stance in force from which one more may say more of the same...
OF_A_PIECE = 0.15  # ...where one of them has this share of its words, at the least
# Of what is removed:
GONE = 0.5  # of its telling words, the share that left the page, at the least
RELATED = 0.1  # Jaccard similarity from which a clause about something else may say it still
# Of the page; first, of what a clause's words weigh, the share that the clauses which went had, if it is cut anew.
RECUT = 0.95
STAYED = 0.5  # the share of the page that stayed then, at the least
KNOWN_PAGE = 0.25  # of a joined page's clauses, the most that stood before the archive joined it
MANY = 20  # clauses, the fewest that come or go at once where it is the page that changed and not the policy
OTHER_TEXT = 0.5  # of a page's clauses, the fewest that give way to another text...
STOOD = 0.5  # ...and of these, the fewest that had stood long before, or come back
CUT = 0.85  # of its clauses, the most that a page keeps of which a part was cut off...
ADDED = 0.1  # ...and of those left, the most that are new


@dataclass(frozen=True, slots=True)
class Words:
    """What the words of all clauses weigh, what they tell of the category, and their kinds in it (0 of none)."""

    of: sparse.csr_matrix
    telling: np.ndarray
    kinds: np.ndarray

    def unsaid(self, clause: int, others: np.ndarray) -> np.ndarray:
        """Which of a clause's words none of the other clauses has: a mask of those it has."""
        return ~np.isin(self.of[clause].indices, self.of[others].indices)

    def shares(self, clause: int, others: np.ndarray) -> np.ndarray:
        """Of what a clause's words weigh, the share that each of the others has."""
        own = self.of[clause]
        return (self.of[others] @ own.T).toarray()[:, 0] / max(own.multiply(own).sum(), 1e-9)

    def kinds_in(self, clauses) -> set[int]:
        """The kinds of things that some clauses speak of."""
        return set(self.kinds[self.of[clauses].indices]) - {0}

    def told(self, clause: int) -> np.ndarray:
        """What each word of a clause tells of the category, in nats."""
        return self.telling[self.of[clause].indices]


@dataclass
class Turn:
    """A clause that came or went on a day: `page` has the spans of all clauses of its document.

    `spoken` are the clauses that spoke of the category before it came, `about` those that ever do; `said` those of
    the stance that changes, within a year before it came or from when it went; `says` is whether it has that stance
    itself, `denies` whether it is a denial; `told` is what readers found in clauses, `alone` whether no other clause of
    its category and stance came or went with it.
    """

    clause: int
    joined: int
    day: int
    page: pd.DataFrame
    words: Words
    spoken: np.ndarray
    denies: bool
    about: np.ndarray
    said: np.ndarray
    says: bool
    told: Told
    alone: bool = True

    def _standing(self, since: np.ndarray, till: np.ndarray) -> np.ndarray:
        return self.page["clause"].to_numpy()[since & till]

    @cached_property
    def days(self) -> tuple[np.ndarray, np.ndarray]:
        """The first day of each span of the page, and the day on which it ended."""
        return self.page["from"].to_numpy(), self.page["until"].to_numpy()

    @cached_property
    def before(self) -> np.ndarray:
        """The clauses that stood on the day before."""
        start, end = self.days
        return self._standing(start < self.day, end >= self.day)

    @cached_property
    def after(self) -> np.ndarray:
        """The clauses that stand from the day on."""
        start, end = self.days
        return self._standing(start <= self.day, end > self.day)

    @cached_property
    def soon(self) -> np.ndarray:
        """The clauses that stand from the day on, or some days later."""
        start, end = self.days
        return self._standing(start <= self.day + FLICKER, end > self.day)

    @cached_property
    def lately(self) -> np.ndarray:
        """The clauses that stood within a year before."""
        start, end = self.days
        return np.unique(self._standing(start < self.day, end + AWAY >= self.day))

    @cached_property
    def edited(self) -> np.ndarray:
        """Of those, the clauses that say much the same."""
        alike = jaccard_rows(self.words.of[self.lately], self.words.of[self.clause])[:, 0]
        return self.lately[alike >= SAME]

    @cached_property
    def new_to_page(self) -> float:
        """What its words tell that no clause of the page had within a year before, in nats."""
        return self.words.told(self.clause)[self.words.unsaid(self.clause, self.lately)].sum()

    @cached_property
    def unsaid(self) -> np.ndarray:
        """What the words tell that neither the category's clauses nor those that it edits have, in nats."""
        others = np.r_[self.spoken, self.edited]
        return np.where(self.words.unsaid(self.clause, others), self.words.told(self.clause), 0)


def _of_joined_page(turn: Turn, without: np.ndarray, with_it: np.ndarray) -> bool:
    """Whether a joined page, of which the clause is, stands on one side of the day and hardly on the other."""
    own = turn.page["clause"].to_numpy()[turn.page["joined"].to_numpy() == turn.joined]
    return turn.joined > 0 and np.isin(without, own).sum() <= KNOWN_PAGE * np.isin(with_it, own).sum()


def _page_joined(turn: Turn) -> bool:
    return _of_joined_page(turn, turn.before, turn.after)


def _page_left(turn: Turn) -> bool:
    return _of_joined_page(turn, turn.after, turn.before)


def _is_recut(turn: Turn) -> bool:
    stayed = np.isin(turn.before, turn.after)
    if turn.denies or stayed.sum() < STAYED * len(turn.before):
        return False
    unsaid = turn.words.unsaid(turn.clause, turn.before[~stayed])
    weight = turn.words.of[turn.clause].data ** 2
    return weight[~unsaid].sum() >= RECUT * weight.sum()


def _is_edit(turn: Turn) -> bool:
    """Whether a clause edits one that went that day by words that the page had elsewhere."""
    if turn.denies or not turn.alone or turn.new_to_page > ON_PAGE:
        return False
    went = np.setdiff1d(turn.before, turn.after)
    return turn.words.shares(turn.clause, went).max(initial=0) >= SAME


def _is_no_news(turn: Turn) -> bool:
    return round(turn.unsaid.sum(), 6) <= NEWS


def _is_of_known_kinds(turn: Turn) -> bool:
    """Whether a clause has hardly more than other words, new on the page, for kinds of things that were spoken of.

    One in words that the page had says something new by them. Several clauses that come at once seldom repeat; the
    news of a denial is its scope, not its words.
    """
    repeats = not turn.denies and turn.alone and len(turn.spoken) and turn.new_to_page > ON_PAGE
    if not repeats or turn.unsaid.sum() > LITTLE_NEWS:
        return False
    clause, kinds = turn.words.of[turn.clause], turn.words.kinds
    known = np.setdiff1d(kinds[turn.words.of[turn.spoken].indices], [0])
    of_new_kinds = turn.unsaid[~np.isin(kinds[clause.indices], known)].sum()
    new = (clause.data**2)[turn.words.unsaid(turn.clause, turn.lately)].sum()
    return round(of_new_kinds, 6) <= NEW_KINDS and new <= LITTLE_NEW


def _is_old_text(turn: Turn) -> bool:
    """Whether most of the page was replaced by a text that had given way long before."""
    _, end = turn.days
    gone = turn.page["clause"].to_numpy()[end < turn.day - FLICKER]
    return _takes_over(turn.after, turn.before, gone)


def _is_left_again(turn: Turn) -> bool:
    """Whether most of the page was replaced, and comes back later."""
    start, _ = turn.days
    return _takes_over(turn.before, turn.after, turn.page["clause"].to_numpy()[start > turn.day])


def _takes_over(text: np.ndarray, other: np.ndarray, elsewhen: np.ndarray) -> bool:
    """Whether most of a text is not in the other, and most of that stood at another time."""
    alone = np.setdiff1d(text, other)
    most = len(other) > 0 and len(alone) >= max(MANY, OTHER_TEXT * len(text))
    return most and np.isin(alone, elsewhen).sum() >= STOOD * len(alone)


def _is_cut_off(turn: Turn) -> bool:
    lost, new = len(turn.before) - len(turn.after), ~np.isin(turn.after, turn.before)
    return lost >= max(MANY, (1 - CUT) * len(turn.before)) and new.sum() <= ADDED * len(turn.after)


def _is_still_said(turn: Turn) -> bool:
    """Whether the page has the telling words still, in clauses about the category or of a piece with what went."""
    soon, words = np.unique(turn.soon), turn.words
    alike = jaccard_rows(words.of[soon], words.of[turn.clause])[:, 0] >= RELATED
    unsaid, told = words.unsaid(turn.clause, soon[alike | np.isin(soon, turn.about)]), words.told(turn.clause)
    return bool(told.sum()) and round(told[unsaid].sum() / told.sum(), 6) <= GONE


def _is_of_details_said(turn: Turn) -> bool:
    """Whether the clause was read, and no purpose, source or the like found that the others of its stance lack."""
    return turn.clause in turn.told.details and not turn.told.news(turn.clause, turn.said)


def _is_more_of_the_same(turn: Turn) -> bool:
    """Whether a clause is of a piece with one of several that stand, and readers found nothing new in it."""
    if turn.denies or not turn.alone or np.isin(turn.said, turn.before).sum() < SEVERAL:
        return False
    known = turn.words.kinds_in(turn.clause) <= turn.words.kinds_in(turn.said)
    share = turn.words.shares(turn.clause, turn.said).max()
    return known and _is_of_details_said(turn) and OF_A_PIECE <= round(share, 6) < SAME


def _only_mentions(turn: Turn) -> bool:
    """Whether a clause only mentions what others of the page say; it counted as a near copy of one of them."""
    return not turn.says and len(turn.said) > 0


def _is_said_by_others(turn: Turn) -> bool:
    """Whether clauses that are left speak of the same kinds of things, with all that readers found in this one."""
    kinds = turn.words.kinds_in(turn.clause)
    return bool(kinds) and kinds <= turn.words.kinds_in(turn.said) and _is_of_details_said(turn)


NOTHING_NEW = (Rule("no news", _is_no_news, "reworded", "its telling words were there, or in what it edits"),)
OTHER_TEXTS = (
    Rule("old text", _is_old_text, "capture", "the archive shows a text that had given way long before"),
    Rule("left again", _is_left_again, "capture", "another text for a time: the one before comes back"),
)
COMING = (
    Rule("joined page", _page_joined, "capture", "the archive began to keep a page beside the policy"),
    Rule("cut anew", _is_recut, "capture", "all its words stood in clauses that went that day"),
    *OTHER_TEXTS,
    Rule("edit", _is_edit, "reworded", "edits a clause by words that stood elsewhere on the page"),
    Rule("known kinds", _is_of_known_kinds, "reworded", "other words for kinds of things spoken of before"),
    Rule(
        "more of it", _is_more_of_the_same, "reworded", "of a piece with several, and no use of data is new"
    ),
    Rule("mention", _only_mentions, "label", "only mentions what the policy said in other clauses"),
)
STILL_SAID = (Rule("still said", _is_still_said, "reworded", "the page has its telling words still"),)
GOING = (
    Rule("joined page", _page_left, "capture", "the archive ceased to keep a page beside the policy"),
    *OTHER_TEXTS,
    Rule("cut off", _is_cut_off, "capture", "the page lost much in a day and gained hardly anything"),
    Rule("others say it", _is_said_by_others, "reworded", "clauses that are left speak of the same things"),
)


def reason_of(doubt: str, change: str) -> str:
    """Why the rule of a ledger's `doubt` speaks against a change, "" for none."""
    rules = GOING if change == "removed" else COMING
    return next((rule.reason for rule in rules if rule.name == doubt), "")


def that_change(
    turns: list[Turn], each: tuple[Rule, ...], together: tuple[Rule, ...]
) -> tuple[list[int], str]:
    """The places, among clauses that came or went on a day, of those that may have changed what the policy says; and
    the name of the rule that speaks against all of them, "" where none does.

    The rules of `each` are asked of every clause; those of `together` speak only against all that are left.
    """
    left = [place for place, turn in enumerate(turns) if first_rule(each, turn) is None]
    hashes = {turns[place].clause for place in left}
    for place in left:
        turns[place].alone = len(hashes) == 1
    doubts = [first_rule(together, turns[place]) for place in left]
    return left, doubts[0].name if doubts and all(doubts) else ""
