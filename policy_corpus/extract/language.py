"""From the words of a page to its language, and of a clause to whether it speaks as policies do."""

import re

import pycld2

LONGEST = 12  # clauses by which a page's language is told
_POLICY_WORDS = re.compile(  # each after a blank, which is sooner found than a word's edge
    r" (?:privacy|personal(?:ly)? (?:data|information|identifiable)|your (?:data|information)|cookies?"
    r"|we (?:may |also |will )*(?:collect|use|share|process|disclose|store|receive)"
    r"|data (?:protection|controller|subject))\b"
)


def language(text: str) -> str:
    """The ISO 639-1 code of a text's language by CLD2, "un" where it cannot tell."""
    try:
        _, _, found = pycld2.detect(text.encode("utf-8", "ignore"), bestEffort=True)
    except pycld2.error:
        return "un"
    return found[0][1]


def speaks_as_policy(words: str) -> bool:
    """Whether a clause, its words lower-cased and joined by blanks, speaks in English as policies do."""
    return _POLICY_WORDS.search(f" {words}") is not None


class Languages:
    """Tells the languages of pages, once for those that share their longest clauses, as a policy's captures do."""

    def __init__(self):
        self._known: dict[tuple[int, ...], str] = {}

    def of(self, clauses: tuple[int, ...], keys: list[str]) -> str:
        """The language of a page by its longest clauses, which number `keys`."""
        if clauses not in self._known:
            self._known[clauses] = language(" ".join(keys[clause] for clause in clauses))
        return self._known[clauses]
