"""From the words of a clause to the regions by whose law it speaks."""

# Region, as in documents.csv → words that speak by its law, lower-cased and without punctuation, as clauses' keys are.
LAWS: dict[str, tuple[str, ...]] = {
    "EU": (
        *("legal basis", "legal bases", "lawful basis", "lawful bases"),  # pages for others need none...
        *("legitimate interest", "legitimate interests"),  # ...so that they do not speak of the commonest
        *("gdpr", "general data protection regulation"),
        *("supervisory authority", "supervisory authorities"),  # whom to complain to
        *("data protection commission", "data protection commissioner"),
        *("data protection authority", "data protection authorities"),
        *("european economic area", "european region", "eea"),  # for whom the page, or the section, is
        *("standard contractual clauses", "adequacy decision", "adequacy decisions"),  # grounds of transfer
    ),
    "GB": (
        *("information commissioner", "information commissioner's", "uk gdpr", "data protection act 2018"),
        *("united kingdom", "uk"),
    ),
    "US": (
        *("california", "california's", "californian", "californians", "ccpa", "cpra"),
        *("us state privacy", "u s state privacy", "us regional privacy", "united states regional privacy"),
    ),
    "CA": ("pipeda", "privacy commissioner of canada", "quebec", "québec"),
    "AU": (
        *("oaic", "australian information commissioner", "australian privacy principles"),
        "privacy act 1988",
    ),
}
OF_LAW = tuple(LAWS)


def _by_last_word() -> dict[str, list[tuple[str, int]]]:
    """Last word, which is the rarest → the words that end with it, between blanks, and the bit of their region."""
    found: dict[str, list[tuple[str, int]]] = {}
    for place, phrases in enumerate(LAWS.values()):
        for phrase in phrases:
            found.setdefault(phrase.split()[-1], []).append((f" {phrase} ", 1 << place))
    return found


_BY_LAST_WORD = _by_last_word()
_LAST_WORDS = frozenset(_BY_LAST_WORD)


def speaks_by(words: str) -> int:
    """The regions by whose law a clause speaks, its words joined by blanks: bit i stands for `OF_LAW[i]`."""
    regions = 0
    for last in _LAST_WORDS.intersection(words.split()):  # most clauses have none
        for phrase, region in _BY_LAST_WORD[last]:
            if phrase in f" {words} ":
                regions |= region
    return regions
