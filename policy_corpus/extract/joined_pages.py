"""From texts that an archive joined from several pages of a company → the page on which each clause stands.

Archives keep some policies together with further pages: a notice for non-users, terms of a feature, an article of the
help pages. They part them by a line of their own (`JOINT`), of late; earlier texts were joined without. So where a
clause stood on a joined page once, it is of that page in all texts of the document. When an archive begins or ceases
to keep such a page, the policy has not changed: analysis/news.py asks for that.
"""

import re
from collections.abc import Iterable, Sequence

import numpy as np

DASHES = b"- - -"
JOINT = re.compile(rb"(?m)^[ \t]*%s[ \t]*$" % DASHES)
# Of the clauses of the smaller of two joined pages, the fewest that both have if they are one page.
SHARED = 0.5


def parts_of(page: bytes) -> list[bytes]:
    """The pages that a text is joined from, in their order; one where it has no joint."""
    return JOINT.split(page) if DASHES in page else [page]  # few have any, which is sooner seen


def beside(parts: Sequence[np.ndarray]) -> tuple[np.ndarray, ...]:
    """Of the rows of each page that a text is joined from: those of every further page that the first lacks."""
    first, *further = parts
    return tuple(np.setdiff1d(rows, first) for rows in further)


def numbered_pages(texts: Iterable[Sequence[np.ndarray]]) -> dict[int, int]:
    """Row → the number, from 1, of the joined page on which it stands first; `texts` are the `beside` of each.

    Pages of two texts are one where they share most of what the smaller says: so a page keeps its number when it is
    edited, and when others come or go before it.
    """
    page_of: dict[int, int] = {}
    sizes: list[int] = []
    for pages in texts:
        for rows in (page.tolist() for page in pages):
            if not rows:
                continue
            known = np.bincount([page_of[row] for row in rows if row in page_of], minlength=1)
            number = int(known.argmax())
            if not known[number] or known[number] < SHARED * min(len(rows), sizes[number - 1]):
                sizes.append(0)
                number = len(sizes)
            for row in rows:
                page_of.setdefault(row, number)
            sizes[number - 1] = max(sizes[number - 1], len(rows))
    return page_of
