"""The corpus → the pages of platforms: an index of what each says today, and for each all that it said since when.

A clause has a permanent address, platforms/SLUG.html#c-HASH, its line in the archive and, where the archives are on the
machine that builds, its words; else its most telling words. Names and words come from archives: Jinja escapes them.
"""

from collections.abc import Iterable

import changes
import pandas as pd
from platform_answers import Answer, answer
from platform_strip import strip
from platform_tables import Told
from platform_words import SHORT, STANCES, details_of, last_read, region_of, short, since_in_short
from shell import REGIONS, Site, as_script

import helpers as h
from policy_corpus.categories import STORY
from policy_corpus.extract.sources import read_sources
from policy_corpus.prose import FORMS

ARCHIVES = "Archives: Open Terms Archive, Platform Governance Archive, TOSBack."
MOST_COMPARED = 4  # texts side by side on the page Compare
# Days: a text older than the newest by more than the first is said to be; by more than the second, its row tells.
LATELY, LONG_AGO = 14, 365
TOLD = "what its archived privacy policies say on biometrics, work and AI training, since when, and where"


# ---------------------------------------------------------------- one platform


def answers_of(told: Told, platform: str) -> list[Answer]:
    """What a platform's newest texts say, an answer a category."""
    rows = [row for document in told.documents[platform] for row in told.said[document["document"]]]
    return [answer(category, [row for row in rows if row["category"] == category]) for category in STORY]


def lanes_of(told: Told, platform: str) -> list[dict]:
    """The lanes of a platform's strip, one for each of its texts; of two of one name with their documents' names."""
    names = [
        REGIONS[text["jurisdiction"]] + (last_read(text) or _few(text["archives"]))
        for text in told.texts[platform]
    ]
    lanes = []
    for name, document in zip(names, told.texts[platform], strict=True):
        in_force = told.followed[document["document"]]
        lanes.append(
            {
                "name": f"{name}: {document['document']}" if names.count(name) > 1 else name,
                "followed": _unbroken(in_force),
                "texts": [text["from"] for text in in_force],
                "spells": [
                    (spell["category"], spell["stance"], spell["from"], spell["until"])
                    for spell in told.spells.get(document["document"], [])
                ],
            }
        )
    return lanes


def _few(archives: str) -> str:
    """The names of one or two archives in brackets; of more, how many, for a lane has no room."""
    names = archives.split(", ")
    return f" ({archives})" if len(names) <= 2 else f" ({len(names)} archives)"


def _unbroken(texts: list[dict]) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """The times in which texts follow one upon another without a day between."""
    spans: list[tuple[pd.Timestamp, pd.Timestamp]] = []
    for text in texts:
        start = spans.pop()[0] if spans and spans[-1][1] == text["from"] else text["from"]
        spans.append((start, text["until"]))
    return spans


def clauses_of(told: Told, texts: list[dict]) -> dict[str, list[dict]]:
    """Category → the distinct clauses that some of a platform's texts have or had: in force first, then by day.

    Each has its hash, stances, words, details, near wordings and places, one a document and span; `anchor` is set
    where it stands for the first time on the page.
    """
    rows = [row for document in texts for row in _spans_of(told, document)]
    met: set[str] = set()
    found: dict[str, list[dict]] = {}
    for category in STORY:
        own: dict[tuple, list[dict]] = {}
        for row in rows:
            if row["category"] == category:
                own.setdefault((row["hash"], row["lead_in"], row["stance"]), []).append(row)
        listed = sorted(own.values(), key=_order)
        found[category] = [_clause(told, spans) for spans in listed]
        for clause in found[category]:
            clause["anchor"] = clause["hash"] not in met
            met.add(clause["hash"])
    return found


def _spans_of(told: Told, document: dict) -> list[dict]:
    """A document's clauses, each with its document and whether the archive showed it so from the first (`opening`); its
    commit is then the document's, which the table of regions links to, and `brought` is ""."""
    opened = told.opened.get(document["document"], {})
    return [
        row
        | {
            "of": document,
            "opening": row["from"] in opened,
            "brought": "" if row["brought"] == opened.get(row["from"]) else row["brought"],
        }
        for row in told.clauses.get(document["document"], [])
    ]


def _order(spans: list[dict]) -> tuple:
    """By which clauses stand: those in a newest text first, by stance, the longest there first."""
    newest = any(span["newest"] for span in spans)
    stance = ("collects", "denies", "mentions").index(spans[0]["stance"])
    return not newest, stance, min(span["from"] for span in spans), spans[0]["hash"], spans[0]["lead_in"]


def _clause(told: Told, spans: list[dict]) -> dict:
    """A clause as its page shows it; `spans` are those of one clause in the documents of one platform."""
    first = spans[0]
    return {
        "hash": first["hash"],
        "stance": first["stance"],
        "read": first["by"] == "reading",
        "newest": any(span["newest"] for span in spans),
        "words": told.words[first["hash"]],
        "lead_in": told.words.get(first["lead_in"], "") if first["lead_in"] else "",
        "details": details_of(first),
        "near": told.near.get(first["clause"], []),
        "spans": sorted(spans, key=lambda span: (not span["newest"], span["of"]["order"], span["from"])),
    }


def page_of(told: Told, platform: str) -> dict:
    """All that a platform's page shows."""
    documents, texts = told.documents[platform], told.texts[platform]
    seen = max((text["seen"] for text in texts), default=None)
    day, together = told.side_by_side
    one_text = together.get(platform, [])
    return {
        "platform": platform,
        "slug": told.slugs[platform],
        "facts": documents[0],
        "texts": texts,
        "twins": [document for document in documents if document["twin"] and document["versions"]],
        "answers": answers_of(told, platform),
        "said": {text["document"]: told.said[text["document"]] for text in texts},
        "clauses": clauses_of(told, texts),
        "changes": told.changes.get(platform, []),
        "versions": sum(text["versions"] for text in texts),
        "captures": sum(document["captures"] for document in documents if not document["twin"]),
        "began": min((text["from"] for text in texts), default=None),
        "seen": seen,
        "older": [text for text in texts if LATELY < (seen - text["seen"]).days <= LONG_AGO],
        "wrong": told.wrong.get(platform, 0),
        "archives": sorted({name for d in documents for name in d["archives"].split(", ") if name}),
        "compared": day,
        "one_text": one_text,
        "to_compare": to_compare(texts, one_text),
    }


def to_compare(texts: list[dict], one_text: list[list[str]]) -> list[str]:
    """The documents of a platform that may stand side by side: the main one, then one of each further region.

    `one_text` are the regions, by name, that have one text. A page that has room for some takes the first: a text that
    repeats one before it comes later, and last one that has not been archived for long.
    """
    newest = max((text["seen"] for text in texts), default=None)

    def ended(text: dict) -> bool:
        return (newest - text["seen"]).days > LONG_AGO

    rows = sorted(
        texts, key=lambda text: (text["order"], ended(text), [*REGIONS].index(text["jurisdiction"]))
    )
    of_regions: dict[str, dict] = {}
    for text in rows:
        of_regions.setdefault(text["jurisdiction"], text)
    groups = {region: number for number, regions in enumerate(one_text) for region in regions}
    met, later = set(), {}
    for text in of_regions.values():
        wording = groups.get(REGIONS[text["read_in"]], text["document"])
        later[text["document"]] = (text["order"], ended(text), wording in met)
        met.add(wording)
    return sorted(later, key=later.get)


# ---------------------------------------------------------------- all pages


def lay_platforms(site: Site, told: Told) -> None:
    """Write the index of platforms, a page and a strip for each, and the list that the box for names reads."""
    overall = {
        "written": changes.written,
        "section": changes.sections_in_words,
        "regions": {key: _begun(name) for key, name in REGIONS.items()},
        "named": [name for key, name in REGIONS.items() if key != "unspecified"],
        "stances": STANCES,
        "short": short,
        "since": since_in_short,
        "opened": told.opened,
        "read_in": region_of,
        "read_where": lambda document: _begun(REGIONS[document["jurisdiction"]]) + last_read(document),
        "most": MOST_COMPARED,
        "word": lambda count: FORMS["word"].write(count, 0),
        "quotes": told.quotes,
        "pins": {source.name: source for source in read_sources()},
        "sector_name": h.sector_name,
    }
    for platform in told.documents:
        _lay_platform(site, told, platform, overall)
    lay_index(site, told)


def _lay_platform(site: Site, told: Told, platform: str, overall: dict) -> None:
    """Write the page of a platform and its strip; `overall` is what all these pages are given."""
    page, lanes = page_of(told, platform), lanes_of(told, platform)
    path, work = f"platforms/{page['slug']}", site.work
    source = f"{ARCHIVES}\n{work.at(path)}.html{chr(10) if work.address else ', '}version {work.version}."
    drawn = strip(platform, lanes, list(STORY), source)
    if drawn:
        site.put(f"{path}.svg", strip(platform, lanes, list(STORY), source, alone=True))
    title = f"{platform}: what its privacy policy says"
    about = f"{platform}: {TOLD}."
    site.write(f"{path}.html", "platform.html", title, about, strip=drawn, **page, **overall)


def lay_index(site: Site, told: Told) -> None:
    """Write the index, and the list of names and addresses as a script."""
    rows = [_row_of(told, platform) for platform in told.documents]
    rows.sort(key=lambda row: (row["platform"].casefold(), row["platform"]))
    counts = {category: _counted(rows, place) for place, category in enumerate(STORY)}
    site.write(
        "platforms/index.html",
        "platforms.html",
        "Platforms: what each privacy policy says",
        f"For each of {len(rows)} platforms: what its newest archived privacy policy says on biometrics, work and AI.",
        rows=rows,
        counts=counts,
        states=SHORT,
        short=short,
        regions=REGIONS,
        sectors=sorted({row["sector"] for row in rows}),
        seen=told.corpus.documents["until"].max() - pd.Timedelta(1, "D"),
        written=changes.written,
    )
    names = [
        [row["platform"], f"platforms/{row['slug']}.html", *told.other_names[row["platform"]]] for row in rows
    ]
    site.put("platforms/platforms.js", as_script("PLATFORMS", names))


def _row_of(told: Told, platform: str) -> dict:
    """What the index says of a platform."""
    regions = {text["jurisdiction"] for text in told.texts[platform]}
    return {
        "platform": platform,
        "slug": told.slugs[platform],
        "sector": h.sector_name(told.documents[platform][0]["sector"]),
        "regions": [key for key in REGIONS if key in regions],
        "answers": answers_of(told, platform),
    }


def _begun(words: str) -> str:
    """Words as a sentence begins."""
    return words[:1].upper() + words[1:]


def _counted(rows: Iterable[dict], place: int) -> dict[str, int]:
    """How many platforms' answers on a category have each state."""
    found = dict.fromkeys(SHORT, 0)
    for row in rows:
        found[row["answers"][place].state] += 1
    return found
