"""The corpus → the page Compare: what two to four texts say of each category, side by side.

A text is a document that was followed and repeats no other (Told.texts). What the page shows of a platform's texts lies
beside it as a script, compare/SLUG.js, for a page read from a file may fetch nothing; static/compare.js asks for those
of the platforms that are chosen. They hold HTML by templates/compare-part.html, in which names and words are escaped.
Without scripts the page shows an example.
"""

from collections import Counter

from changes import sections_in_words
from markupsafe import Markup
from platform_answers import answer
from platform_tables import Told
from platform_words import STANCES, details_together, last_read, region_of, since_in_short
from platforms import MOST_COMPARED, clauses_of
from shell import REGIONS, Site, as_script

import helpers as h
from policy_corpus.categories import STORY
from policy_corpus.story import DOCUMENT

PAGE = "compare.html"
EXAMPLE = (DOCUMENT, "linkedin")  # the documents that stand on the page before any is chosen


def labels_of(texts: list[dict]) -> dict[str, str]:
    """Document → what a platform's texts are called: the platform, with its region where there are several texts, and
    with the document's name where a region has several."""
    regions = Counter(text["jurisdiction"] for text in texts)
    found = {}
    for text in texts:
        name = text["platform"]
        if len(texts) > 1:
            name += f", {REGIONS[text['jurisdiction']]}"
        if regions[text["jurisdiction"]] > 1:
            name += f" ({text['document']})"
        found[text["document"]] = name
    return found


def said_of(row: dict, clauses: list[dict]) -> dict:
    """What the page shows of a text and a category: a row of `states`, and the clauses that are about it or were."""
    now = [clause for clause in clauses if clause["newest"]]
    return {
        "answer": answer(row["category"], [row]),
        "since": since_in_short(row),
        "announced": announced(row),
        "now": now,
        "stances": Counter(clause["stance"] for clause in now),
        "former": len(clauses) - len(now),
        "details": details_together([clause["spans"][0] for clause in now]),
    }


def announced(row: dict) -> str:
    """The day before it came into force on which a page first showed what a text says; – where none did."""
    return f"{row['announced']:%Y-%m-%d}" if row["announced"] < row["from"] else "–"


def parts_of(site: Site, told: Told, document: dict, label: str) -> list[str]:
    """A text's column as HTML: of the text itself, then of each category."""
    clauses = clauses_of(told, [document])
    said = {row["category"]: row for row in told.said[document["document"]]}
    shown = {"": {}} | {category: said_of(said[category], clauses[category]) for category in STORY}
    overall = {
        "document": document,
        "label": label,
        "place": f"platforms/{told.slugs[document['platform']]}.html",
        "read": region_of([document["jurisdiction"]]) + last_read(document),
        "sector": h.sector_name(document["sector"]),
        "stances_in_words": STANCES,
        "section": sections_in_words,
        "quotes": told.quotes,
    }
    return [
        site.render(PAGE, "compare-part.html", "", "", category=category, said=said, **overall)
        for category, said in shown.items()
    ]


def lay_compare(site: Site, told: Told) -> None:
    """Write the page, the list of texts, and for each platform the columns of its texts."""
    listed, columns = [], {}
    for platform, own in told.texts.items():
        if not own:
            continue
        slug, named = told.slugs[platform], labels_of(own)
        parts = {text["document"]: parts_of(site, told, text, named[text["document"]]) for text in own}
        site.put(f"compare/{slug}.js", as_script("COMPARED", parts))
        listed += [[name, label, platform, slug] for name, label in named.items()]
        columns |= {name: parts[name] for name in EXAMPLE if name in parts}
    site.put("compare/texts.js", as_script("TEXTS", listed))
    labels = {name: label for name, label, _, _ in listed}
    example = [name for name in EXAMPLE if name in columns]
    site.write(
        PAGE,
        "compare.html",
        "Compare",
        "What the privacy policies of two to four platforms, or of one platform in several regions, say side by side.",
        most=MOST_COMPARED,
        example=[labels[name] for name in example],
        sections={
            category: [Markup(columns[name][place]) for name in example]
            for place, category in enumerate(("", *STORY))
        },
    )
