"""From two pages of a document to whether they are of two regions, and to which region one of them is for.

A company that shows each region a page of its own writes it under that region's law: regulator, legal bases, grounds
of transfer. A general policy has a section for each of many regions, and goes on having them. So no page is told by
what it names, only by what it lacks of another page of the same document.
"""

import numpy as np

from policy_corpus.extract.reading import Reading
from policy_corpus.extract.regions import OF_LAW

EU, GB = OF_LAW.index("EU"), OF_LAW.index("GB")  # European law; the other regions' follow
BRITISH = 0.3  # clauses that speak by British law for one that speaks by European law, on a page for Britain
MANY = 6  # clauses that speak by a region's law, the fewest on a page that is written under it
FEW = 0.2  # of so many clauses, the most that another page has which is not
OF_ITS_OWN = 0.09  # of its clauses, the fewest that either of two regions' pages has beyond the other
OF_A_SIZE = 0.4  # of the longer one's words, the fewest of the shorter of two regions' pages
OF_ONE_COMPANY = 0.2  # Jaccard similarity of their clauses, at the least: another text has less


def differ(one: Reading, other: Reading) -> bool:
    """Whether one of two pages is written under a region's law of which the other has hardly a clause."""
    return any(_lacks(pair) for pair in zip(one.regions, other.regions, strict=True))


def _lacks(pair: tuple[int, int]) -> bool:
    return max(pair) >= MANY and min(pair) <= FEW * max(pair)


def differ_in_european_law(page: Reading, other: Reading) -> bool:
    """Whether, of two pages of like length, one is written under European law, and the other not.

    European law asks for legal bases and for a regulator throughout a page; that of other regions for a section,
    which a page may gain, lose or fold away and be the same region's. A page that has such sections as well, and
    loses them with the European ones, was a general one.
    """
    if not _lacks((page.regions[EU], other.regions[EU])):  # as most: spares a look at all that follows
        return False
    less, more = sorted((page, other), key=lambda page: page.regions[EU])
    if less.words < OF_A_SIZE * more.words or more.words < OF_A_SIZE * less.words:
        return False
    sections = zip(less.regions[GB + 1 :], more.regions[GB + 1 :], strict=True)
    general = any(few < many and _lacks((few, many)) for few, many in sections)
    return not general


def is_of_another_region(page: Reading, other: Reading) -> bool:
    """Whether two pages differ in European law and share much, and neither is a mere part of the other."""
    if not differ_in_european_law(page, other):
        return False
    shared = len(np.intersect1d(page.rows, other.rows, assume_unique=True))
    both = len(page.rows) + len(other.rows) - shared
    own = (len(rows) - shared >= OF_ITS_OWN * len(rows) for rows in (page.rows, other.rows))
    return shared >= OF_ONE_COMPANY * both and all(own)


def is_european(page: Reading, other: Reading) -> bool:
    """Whether a page is of another region for being written under European law."""
    return page.regions[EU] > other.regions[EU] and is_of_another_region(page, other)


def is_british(page: Reading, other: Reading) -> bool:
    """Whether a page is of another region for being written under European law as it is in Britain."""
    return page.regions[GB] >= BRITISH * page.regions[EU] and is_european(page, other)
