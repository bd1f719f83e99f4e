"""From the runs that stand to the same with what their pages lacked for a while: parts that came back word for word.

Folded pages, tabs and tables that did not load, an archive that took in half of the page: what such a page lacks was
in force throughout, however long it lasted. The page itself stands: it may be edited meanwhile.
"""

from itertools import pairwise

from policy_corpus.extract.quality import ADDED, MUCH_SHORTER, RESTORED, Rule, Run, first_rule


def _lacks_a_part(away: Run, before: Run, now: Run) -> bool:
    """Whether a page lost much in a day, gained hardly anything that day, and what it lost came back word for word.

    A company that takes out a section and restores it takes out little: a notice of some 15 clauses in 240. What it
    rewrote meanwhile comes back in other words.
    """
    if len(away.said) > MUCH_SHORTER * len(before.said):
        return False
    lost = before.said - away.said
    little = len(away.said - before.said) <= ADDED * len(lost)
    return little and len(lost & now.said) >= RESTORED * len(lost)


PART_RULES = (
    Rule("part", _lacks_a_part, "ok", "lacks a part that came back word for word, and counts as in force"),
)


def with_parts(runs: list[Run]) -> list[Run]:
    """The runs, in each as `hidden` what its page lacks of a part that went before it and came back after it."""
    for place, (before, away) in enumerate(pairwise(runs), start=1):
        if len(away.said) >= len(before.said):
            continue  # lacks no part: spares a look at all that follows
        for end, now in enumerate(runs[place + 1 :], start=place + 1):
            rule = first_rule(PART_RULES, away, before, now)
            if rule:
                _hide(before, runs[place:end], rule)
                break
    return runs


def _hide(before: Run, away: list[Run], rule: Rule) -> None:
    """Hide in the runs what stood before and the first of them lacks; give their captures the rule."""
    lost = before.said - away[0].said
    for run in away:
        run.hidden |= lost - run.said
        for capture in run.captures:
            if capture.status == "ok":
                capture.rule = rule
    if away[0].start == before.start:  # both pages on one day: the whole one is it
        away[0].reading, away[0].said, away[0].place = before.reading, before.said, before.place
        away[0].hidden = before.hidden
