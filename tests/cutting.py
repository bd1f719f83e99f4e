"""Invented pages cut into clauses, as the tests of cutting want to see them."""

from policy_corpus.extract.text import Cutter


def cut(page: str, markup: str = "markdown") -> list[tuple[str, str, str]]:
    """(section, clause, lead-in) of a page's clauses."""
    cutter = Cutter()
    rows, sections = cutter.cut(page.encode(), markup)
    names = list(cutter.sections)
    pairs = [cutter.pairs[row] for row in rows]
    texts = [(cutter.texts[c], cutter.texts[lead] if lead >= 0 else "") for c, lead in pairs]
    return [(names[section], *text) for section, text in zip(sections, texts, strict=True)]


def clauses(page: str, markup: str = "markdown") -> list[str]:
    return [clause for _, clause, _ in cut(page, markup)]
