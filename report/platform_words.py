"""States, spells and readings of a platform's policies → the words in which its page and the index say them."""

from collections import Counter
from collections.abc import Iterable, Sequence

import pandas as pd
from changes import LATE, written
from shell import REGIONS

from policy_corpus.analysis.denials import spoken_together
from policy_corpus.analysis.platform_states import ENDED, SAYS, UNKNOWN
from policy_corpus.analysis.spells import SEEN
from policy_corpus.categories import NAMES

# What a company does that collects, of each category; of one that is not here, `does` says it by the category's name.
DOES = {
    "biometric": "collects or uses biometric data",
    "employment": "collects or uses data on work or education",
    "ai_training": "uses data to train or improve AI models or algorithms",
}
# What a text says → the answer to "does it?", in a word; where several texts differ, the first of these that any says.
ANSWERS = {
    "both": "Yes, in part",
    "collects": "Yes",
    "denies": "No",
    "mentions": "Mentioned only",
    "silent": "Not mentioned",
}
# What a text says → the same in the index and the table of regions; `VERB` of the category stands for {}.
SHORT = {
    "both": "{} and denies",
    "collects": "{}",
    "denies": "denies",
    "mentions": "mentions only",
    "silent": "silent",
    ENDED: "no longer followed",
    UNKNOWN: "not known",
}
VERB = {"ai_training": "trains"}
STANCES = {"collects": "Says so", "denies": "Denies it", "mentions": "Mentions it"}  # of a clause
ORDER = [*(rule.says for rule in SAYS), ENDED, UNKNOWN]  # of states, the strongest first
DETAIL_WORDS = {
    "choice": (
        "The choice",
        {
            "opt_out": "a way out is offered",
            "consent": "only with consent",
            "some": "for some only",
            "none": "none said",
        },
    ),
    "source": (
        "Trained on",
        {
            "public": "what is public",
            "private": "messages, files or other private content",
            "use": "how the service is used",
            "other": "data from others",
            "unsaid": "data not named",
        },
    ),
    "purpose": (
        "Said to be for",
        {
            "identity": "identity or age checks",
            "security": "security or logging in",
            "jobs": "recommending jobs or filling them",
            "employers": "showing to employers",
            "advertising": "advertising",
            "feature": "a feature of the service",
            "unsaid": "no purpose named",
        },
    ),
    "scope": ("Denied", {"everyone": "without exception", "some": "with exceptions"}),
    "whose": (
        "Data of",
        {"users": "users", "applicants": "job applicants", "staff": "staff", "unclear": "people not named"},
    ),
}


def short(category: str, says: str) -> str:
    """What a text says on a category in a word or two.

    >>> short("biometric", "both"), short("ai_training", "collects")
    ('collects and denies', 'trains')
    """
    return SHORT[says].format(VERB.get(category, "collects"))


def does(category: str) -> str:
    """What a company does that collects such data, after "the company"."""
    return DOES.get(category) or f"collects or uses such data ({NAMES[category]})"


def joined(parts: Sequence[str]) -> str:
    """Parts of a list in words.

    >>> joined(["one", "two", "three"])
    'one, two and three'
    """
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def since_in_words(spell: dict) -> str:
    """Since when, with what is not known of it; `spell` has the keys of a row of `spells`."""
    day = written(spell["from"])
    if spell["opens"] == "gap":
        return f"since a day between {written(spell['gap_from'])} and {day}, when no text was archived"
    if spell["opens"] == "first":
        words = f"since {day} or before (it stood in the first archived text{_dated(spell)})"
    elif spell["opens"] == "break":
        words = f"since {day} or before (the day on which the archive turned to this text"
        if pd.notna(spell["earlier"]):
            words += f"; the one before it said so since {written(spell['earlier'])}, if not before"
        words += ")"
    else:
        words = f"since {day}"
        if spell["announced"] < spell["from"]:
            words += f", announced {written(spell['announced'])}"
        before = spell["last_without"]
        if pd.notna(before) and (spell["announced"] - before).days > LATE:
            words += f" (perhaps before: the page before is of {written(before)})"
    gaps = [f"{written(last)} to {written(first)}" for last, first in spell["gaps"] or ()]
    return words + (f" (nothing was archived from {joined(gaps)})" if gaps else "")


def _dated(spell: dict) -> str:
    """The day that a text itself prints, where that is before the day on which it was archived."""
    dated = spell.get("dated")
    return f", which is dated {written(dated)}" if pd.notna(dated) and dated < spell["from"] else ""


def since_in_short(spell: dict) -> str:
    """Since when, for a table: the day as known, "by" where it may be earlier.

    >>> day = pd.Timestamp("2013-06-19")
    >>> since_in_short({"from": day, "opens": "first"})
    'by 2013-06-19'
    """
    if spell["opens"] == "gap":
        return f"between {spell['gap_from']:%Y-%m-%d} and {spell['from']:%Y-%m-%d}"
    return f"{'since' if spell['opens'] == SEEN else 'by'} {spell['from']:%Y-%m-%d}"


def region_of(places: Iterable[str]) -> str:
    """Where texts were read, after "read"; a place is a jurisdiction, perhaps with archives in brackets behind it.

    >>> region_of(["unspecified", "US", "EU (pga-versions)"])
    'in the European Union (pga-versions) and the United States and without a stated region'
    """
    found = sorted(set(places), key=lambda place: ([*REGIONS].index(place.partition(" ")[0]), place))
    named, unnamed = [], []
    for place in found:
        key, _, archives = place.partition(" ")
        within = f" {archives}" if archives else ""
        if key == "unspecified":
            unnamed.append(f"without a stated region{within}")
        else:
            named.append(_the(REGIONS[key]) + within)
    return joined([*([f"in {joined(named)}"] if named else []), *unnamed])


def last_read(document: dict) -> str:
    """Of a document that states no region, from where its newest text was read, as the end of a phrase; else "".

    >>> last_read({"jurisdiction": "unspecified", "read_in": "US"})
    ', last read in the United States'
    """
    stated, read_in = document["jurisdiction"], document["read_in"]
    return f", last read in {_the(REGIONS[read_in])}" if read_in != stated else ""


def _the(name: str) -> str:
    return f"the {name}" if name.startswith(("European", "United")) else name


def said(category: str, row: dict, plural: bool) -> str:
    """What a text, or several, say on a category, as the rest of a sentence; `row` is of `states`."""
    says, does_not = ("say", "do not") if plural else ("says", "does not")
    of_whom = " of job applicants or staff, of nobody else" if row["applicants"] else ""
    which = "" if row.get("alike", True) else " one or another of them,"
    if row["says"] == "both":
        denies = "deny" if plural else "denies"
        covers = spoken_together(row["covers"])
        return f"{says} that the company {does(category)}{of_whom}, and {denies} it{which and ','}{which} {covers}"
    if row["says"] == "collects":
        return f"{says} that the company {does(category)}{of_whom}"
    if row["says"] == "denies":
        return f"{says} that the company does not,{which} {spoken_together(row['covers'])}"
    if row["says"] == "mentions":
        return f"{'speak' if plural else 'speaks'} of it, but {does_not} say whether the company {does(category)}"
    return f"{does_not} mention it"


def silence(spell: dict, which: str = "") -> str:
    """Since when nothing is said, as the rest of a sentence; `which` names the text where there are several."""
    day = written(spell["from"])
    if spell["opens"] == "first":
        return f"nor did {which or 'any'} since the first archived text, of {day}"
    if spell["opens"] == "break":
        return f"nor did {which or 'any'} since {day}, when the archive turned to this text"
    if spell["opens"] == "gap":
        return (
            f"{which or 'it'} did until {written(spell['gap_from'])}, then nothing was archived until {day}"
        )
    return f"{which or 'it'} did until {day}"


def details_of(clause: dict) -> list[str]:
    """What readers found in a clause, in sentences without their full stops."""
    found = [f"Denied {clause['covers']}"] if clause["covers"] else []
    for name, (words, values) in DETAIL_WORDS.items():
        if clause[name] and not (name == "scope" and clause["covers"]):
            found.append(f"{words}: {joined([values[value] for value in clause[name].split()])}")
    return found


def details_together(clauses: Iterable[dict]) -> list[str]:
    """What readers found in clauses, a line a detail: each value with the number of clauses that have it.

    >>> none = dict.fromkeys(DETAIL_WORDS, "")
    >>> details_together([none | {"purpose": "jobs"}, none | {"purpose": "jobs security"}])
    ['Said to be for: security or logging in (1) and recommending jobs or filling them (2)']
    """
    clauses = list(clauses)
    found = []
    for name, (words, values) in DETAIL_WORDS.items():
        counts = Counter(value for clause in clauses for value in clause[name].split())
        told = [f"{said} ({counts[value]})" for value, said in values.items() if counts[value]]
        if told:
            found.append(f"{words}: {joined(told)}")
    return found
