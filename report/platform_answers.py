"""What the texts of one platform say on a category → the answer, in sentences and, for the index, in a few words."""

from dataclasses import dataclass

from changes import written
from platform_words import (
    ANSWERS,
    ORDER,
    joined,
    region_of,
    said,
    short,
    silence,
    since_in_short,
    since_in_words,
)
from shell import REGIONS

from policy_corpus.analysis.denials import ALL_USERS
from policy_corpus.analysis.platform_states import ENDED, UNKNOWN

CHOICES = {
    "opt_out": "a way out is offered",
    "consent": "consent is asked for, for some uses at least",
}


@dataclass(frozen=True)
class Answer:
    """The answer on a category: in a word and in sentences; for the index its state, words, when, and a day to sort."""

    category: str
    word: str
    text: str
    state: str
    short: str
    when: str
    day: str


def answer(category: str, rows: list[dict]) -> Answer:
    """The answer of a platform's texts: rows of `states` with their documents' jurisdiction and whether each is a twin.

    A twin repeats what another text of the platform says and adds nothing.
    """
    live = [row for row in rows if row["state"] not in (ENDED, UNKNOWN)]
    if not live:
        return _of_the_past(category, rows)
    own = [row for row in live if not row["twin"]] or live
    groups = [[row for row in own if row["says"] == says] for says in ORDER]
    groups = [group for group in groups if group]
    _name_places(groups)
    sentences = [_sentence(category, group, len(groups) == 1) for group in groups]
    sentences += [_choice(words, choice, own) for choice, words in CHOICES.items()]
    strongest = groups[0]
    word = _word(strongest) + (", in some texts" if len(groups) > 1 else "")
    words = short(category, strongest[0]["says"])
    words += " (of applicants)" if all(row["applicants"] for row in strongest) else ""
    if len(groups) > 1:
        rest = joined([short(category, group[0]["says"]) for group in groups[1:]])
        words += f" in {', '.join(_short_names(strongest))}; else {rest}"
    first = _earliest(strongest)
    return Answer(
        category,
        word,
        " ".join(filter(None, sentences)),
        strongest[0]["says"],
        words,
        since_in_short(first),
        f"{first['from']:%Y-%m-%d}",
    )


def _choice(words: str, choice: str, rows: list[dict]) -> str:
    """In which texts a choice stands, as a sentence; none where it stands in no text."""
    own = [row for row in rows if choice in row["choices"].split()]
    if not own:
        return ""
    if len(own) == len(rows):
        return f"{words[:1].upper()}{words[1:]}."
    texts = "text" if len(own) == 1 else "texts"
    return f"In the {texts} read {region_of(row['place'] for row in own)}, {words}."


def _name_places(groups: list[list[dict]]) -> None:
    """Give each text its `place`: where it was read, with its archives where texts read there do not say the same."""
    for group in groups:
        others = {row["jurisdiction"] for other in groups if other is not group for row in other}
        for row in group:
            unlike = row["jurisdiction"] in others
            row["place"] = f"{row['jurisdiction']} ({row['archives']})" if unlike else row["jurisdiction"]


def _word(group: list[dict]) -> str:
    """The answer of texts that say the same, in a word."""
    for_all = any(covers.startswith(ALL_USERS) for row in group for covers in row["covers"])
    return "No, for some" if group[0]["says"] == "denies" and not for_all else ANSWERS[group[0]["says"]]


def _short_names(group: list[dict]) -> list[str]:
    """The regions of texts in short, in the order of REGIONS; "other" for none that is stated."""
    found = {row["place"].partition(" ")[0] for row in group}
    return [key if key != "unspecified" else "texts of no stated region" for key in REGIONS if key in found]


def _earliest(group: list[dict]) -> dict:
    """Of texts that say the same, the one that has said so longest."""
    return min(group, key=lambda row: (row["from"], row["document"]))


def _sentence(category: str, group: list[dict], alone: bool) -> str:
    """What texts say that say the same, and since when the one that has said so longest does."""
    plural = len({row["document"] for row in group}) > 1
    first = _earliest(group)
    where = region_of(row["place"] for row in group)
    subject = f"Its text{'s' if plural else ''}, read {where},"
    if alone:
        subject = f"All its texts, read {where}," if plural else f"Its policy, read {where},"
    what = said(category, _merged(group), plural)
    place = region_of([first["place"]])
    if first["says"] == "silent":
        return f"{subject} {what}; {silence(first, f'the one followed longest, read {place},' if plural else '')}."
    earliest = f"the earliest known, read {place}, " if plural else ""
    return f"{subject} {what}{';' if plural else ','} {earliest}{since_in_words(first)}."


def _merged(group: list[dict]) -> dict:
    """What texts say together: what their denials cover, and whether all cover it; of applicants only where all are."""
    covers = {covers for row in group for covers in row["covers"]}
    alike = len({frozenset(row["covers"]) for row in group}) == 1
    return group[0] | {
        "covers": covers,
        "alike": alike,
        "applicants": all(row["applicants"] for row in group),
    }


def _of_the_past(category: str, rows: list[dict]) -> Answer:
    """The answer of a platform that is not followed any more, or of which no text could be read."""
    ended = [row for row in rows if row["state"] == ENDED]
    if not ended:
        text = "No text of its policy that can be read was archived."
        return Answer(category, "Not known", text, UNKNOWN, short(category, UNKNOWN), "", "")
    own = [row for row in ended if not row["twin"]] or ended
    last = max(own, key=lambda row: (row["seen"], row["document"]))
    since = silence(last) if last["says"] == "silent" else since_in_words(last)
    text = (
        f"No text of its policy has been archived since {written(last['seen'])}, so what it says today is not known. "
        f"The last text {said(category, last, False)}{'; ' if last['says'] == 'silent' else ', '}{since}."
    )
    return Answer(
        category,
        f"No longer followed; then: {_word([last]).lower()}",
        text,
        ENDED,
        f"no longer followed; then {short(category, last['says'])}",
        f"until {last['seen']:%Y-%m-%d}",
        f"{last['from']:%Y-%m-%d}",
    )
