"""A number of sites and a seed → an invented archive in the layout of the Princeton-Leuven corpus, ready to be built.

    python -m policy_corpus.trials.invented_archive FOLDER --sites 1000 [--seed 0]

FOLDER gets `archives/invented.git`, a `sources.yml` with its pins, and `data` with a row of documents.csv for each
site. Nothing in it is real: names are syllables, and sentences are drawn from the templates below. What its numbers
rest on stands with the constants: about as many pages a site as that corpus has (1,071,488 of 130,620 sites), and as
many distinct clauses a page as the published corpus (7.9). As in that corpus each page is a file of its own kind:
the note above it says the day, so that no two are alike even where the policy did not change.
"""

import argparse
import csv
import random
import shutil
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import yaml

from policy_corpus.errors import exit_code
from policy_corpus.extract.documents import COLUMNS
from policy_corpus.extract.sources import write_pins
from policy_corpus.paths import DATA
from policy_corpus.trials.written_archive import Commit, new_folder, write_archive

NAME = "invented"
FIRST_HALF, LAST_HALF = 2 * 1999, 2 * 2019 + 1  # half-years, counted as year × 2
PAGES = 15  # at most, of a site; 1 to so many alike often: 8 in the mean
GAP = 0.1  # half-years without a page between two that have one
CHANGED = 0.5  # pages that differ from the one before
ANEW = 0.1  # sentences of such a page that are drawn anew
SENTENCES = 80  # of a policy: some 1,700 words
OWN = 0.6  # of them drawn by the site itself; the others are of a stock that all sites copy from
STOCK = 5_000  # sentences
# The lists that every build needs, as they are published; nothing invented has been read by anyone.
LISTS = ("categories.csv", "lexicon.yml", "collection_classifier.csv", "stance_model.csv", "word_counts.csv")
TOPICS = ("What we collect", "How we use it", "Who receives it", "How long we keep it", "Your choices")
WHO = ("We", "Our service", "This site", "Our team", "Our partners", "Trusted suppliers")
MAY = ("may", "will", "can", "do not", "never", "also", "sometimes", "only")
DO = ("collect", "store", "use", "share", "review", "receive", "combine", "delete", "protect", "analyse")
WHAT = (
    "your e-mail address", "your name and postal address", "the pages that you visit", "your telephone number",
    "details of your orders", "the type of your browser", "cookies and similar files", "your date of birth",
    "messages that you send to us", "your approximate location", "payment details", "answers to our surveys",
    "log files of our servers", "the address of the page you came from", "photographs that you upload",
    "the language you prefer", "reports of errors", "your purchase history", "numbers that identify your device",
    "comments that you leave", "your employment history", "your level of education", "fingerprints",
    "a template of your face", "data to train machine learning models", "the words you search for",
)  # fmt: skip
WHEN = (
    "when you register", "when you place an order", "whenever you open a page", "if you ask for help",
    "with your consent", "where the law allows it", "after you have signed in", "unless you object",
    "when you enter a contest", "if you subscribe to a newsletter", "during your visit", "once a month",
    "as soon as you leave", "while your account is open", "when a payment fails", "at your request",
)  # fmt: skip
WHY = (
    "to deliver what you ordered", "to answer your questions", "to improve our pages", "to prevent fraud",
    "to show advertising that suits you", "to keep accounts", "to measure how many people come back",
    "to meet our duties under tax law", "to send you news of our offers", "to keep your account safe",
    "to settle disputes", "to remember your settings", "to carry out research", "to comply with a court order",
    "to find and mend errors", "to recommend other products", "to check who you are", "to plan our storage",
)  # fmt: skip
SYLLABLES = [first + then for first in "bcdfglmnprstv" for then in "aeiou"]
STEP = 7_368_787  # prime to the number of names, so that neighbours in number are none in the alphabet


def site_name(number: int) -> str:
    """The name of a site, of four syllables: no two numbers below 17 million have one.

    >>> site_name(0), site_name(1)
    ('babababa.example', 'vicasule.example')
    """
    place, parts = number * STEP % len(SYLLABLES) ** 4, []
    for _ in range(4):
        place, syllable = divmod(place, len(SYLLABLES))
        parts.append(SYLLABLES[syllable])
    return "".join(parts) + ".example"


def path_of(site: str) -> str:
    """Where the archive keeps a site's policy: below folders of its first letters.

    >>> path_of("twirl.example")
    't/tw/twi/twirl.example.md'
    """
    return f"{site[0]}/{site[:2]}/{site[:3]}/{site}.md"


def pages(number: int, seed: int) -> Iterator[tuple[date, str]]:
    """The days and texts of a site's pages, the earliest first."""
    rng = random.Random(f"{seed}/{number}")
    stock = f"{seed}/stock"
    site = site_name(number)
    sentences = [_drawn(rng, stock) for _ in range(SENTENCES)]
    count = rng.randint(1, PAGES)
    half = rng.randint(FIRST_HALF, LAST_HALF - count)
    for page in range(count):
        if page and rng.random() < CHANGED:
            for place in rng.sample(range(SENTENCES), round(ANEW * SENTENCES)):
                sentences[place] = _drawn(rng, stock)
        day = date(half // 2, 7 if half % 2 else 1, 1) + timedelta(rng.randrange(180))
        yield day, _text(site, day, sentences)
        half += 1 + (rng.random() < GAP)
        if half > LAST_HALF:
            return


def _drawn(rng: random.Random, stock: str) -> str:
    """A sentence that a site writes itself, or one of the stock."""
    if rng.random() < OWN:
        return _sentence(rng)
    return _sentence(random.Random(f"{stock}/{rng.randrange(STOCK)}"))


def _sentence(rng: random.Random) -> str:
    one, other = rng.sample(WHAT, 2)
    return (
        f"{rng.choice(WHO)} {rng.choice(MAY)} {rng.choice(DO)} {one} and {other} {rng.choice(WHEN)}, "
        f"{rng.choice(WHY)}."
    )


def _text(site: str, day: date, sentences: list[str]) -> str:
    """A page as the corpus has them: the note of its day, a title, and paragraphs below headings."""
    lines = [
        f"> *The following text is extracted and transformed from {site} as it was on {day}.*\n",
        f"# Privacy policy of {site}\n",
    ]
    each = -(-len(sentences) // len(TOPICS))
    for topic, start in zip(TOPICS, range(0, len(sentences), each), strict=True):
        own = sentences[start : start + each]
        lines.append(f"## {topic}\n")
        lines += [" ".join(own[begin : begin + 4]) + "\n" for begin in range(0, len(own), 4)]
    return "\n".join(lines)


# ---------------------------------------------------------------- the archive


def write(folder: Path, sites: int, seed: int = 0) -> int:
    """Write archive, sources.yml, pins and data below a folder, new or empty; the number of pages."""
    repository = new_folder(folder) / "archives" / f"{NAME}.git"
    head, written = write_archive(repository, _commits(sites, seed))
    _write_lists(folder, sites, head)
    return written


def _commits(sites: int, seed: int) -> Iterator[Commit]:
    """The pages of all sites."""
    for number in range(sites):
        site = site_name(number)
        for day, text in pages(number, seed):
            yield Commit(day, f"{site} (archived on {day})", path_of(site), text.encode())


def _write_lists(folder: Path, sites: int, head: str) -> None:
    entry = {
        "name": NAME,
        "owner": "nobody",
        "url": "https://example.org/invented",
        "version": "https://example.org/{owner}/{name}/at/{commit}/{path}",
        "change": "https://example.org/{owner}/{name}/change/{commit}",
        "licence": "CC0-1.0",
        "attribution": "nobody",
        "region": "unspecified",
        "paths": ["*/*/*/*.md"],
        "layout": "half-years",
        "format": "princeton-leuven",
        "technical": [],
    }
    (folder / "sources.yml").write_text(yaml.safe_dump([entry]), encoding="utf-8")
    write_pins({NAME: head}, folder / "sources.yml")
    (folder / "data").mkdir()
    for name in LISTS:
        shutil.copyfile(DATA / name, folder / "data" / name)
    with (folder / "data" / "documents.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        rows.writeheader()
        for site in map(site_name, range(sites)):
            name = site.removesuffix(".example")
            own = dict.fromkeys(("document", "platform", "company", "parent"), name)
            same = {"sector": "other", "jurisdiction": "unspecified", "main": 1, "well_known": 0}
            rows.writerow({**own, **same, "archive": NAME, "path": path_of(site)})


def main(arguments: list[str] | None = None) -> int:
    """Write an invented archive; 2 for a folder that cannot be written to."""
    parser = argparse.ArgumentParser(
        prog="python -m policy_corpus.trials.invented_archive", description=__doc__.split("\n")[0]
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--sites", type=int, required=True)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    return exit_code(lambda: print(f"{write(chosen.folder, chosen.sites, chosen.seed):,} pages"))


if __name__ == "__main__":
    sys.exit(main())
