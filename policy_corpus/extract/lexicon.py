"""Takes data/lexicon.yml; checks it, and makes its terms' patterns and what a match of each means.

Every complaint is a CorpusError that names the file, the place in it and the mend.
"""

from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import yaml

from policy_corpus.errors import CorpusError
from policy_corpus.extract.patterns import Notation, whole_pattern
from policy_corpus.extract.stance import CUES
from policy_corpus.files import read_yaml

WHOSE = ("none", "users", "applicants", "staff", "unclear")  # whose data a clause of a category is about
CATEGORY_KEYS = {"description", "sources", "terms", "needs", "not", "whose"}
NEEDS_KEYS = {"terms", "with", "without"}
# Letters; hyperscan compiles one for four seconds, and twice as long a one four times as long.
LONGEST_PATTERN = 4_000
BRIEF = 60  # letters of a term that a complaint shows
WHOSE_KEYS = {"persons", "cues"}


class Role(NamedTuple):
    """What a match of a term means.

    `kind` is term, not, needing, with, without or whose, and `name` the category; or cue, and `name` the cue's.
    `rule` numbers the rule under `needs` or `whose`; `term` is as the lexicon has it.
    """

    kind: str
    name: str
    rule: int
    term: str


class GappedTerm(NamedTuple):
    """A term with gaps: the numbers of its parts, how many words may stand between each two, and its role."""

    parts: list[int]
    gaps: list[int]
    role: Role


class Terms:
    """The lexicon's terms as numbered patterns, and what a match of each means."""

    def __init__(self) -> None:
        self.patterns: dict[bytes, int] = {}
        self.roles: dict[int, list[Role]] = defaultdict(list)  # by the pattern's number
        self.gapped: dict[int, list[GappedTerm]] = defaultdict(list)  # by the number of the first part
        # found wherever a clause may be about something, and at times elsewhere
        self.sought: dict[bytes, int] = {}
        self.categories: list[str] = []
        self.needs: dict[str, list[tuple[bool, bool]]] = {}  # per rule: has it `with`, has it `without`
        self.whose: dict[str, list[str]] = {}  # per rule: the persons

    def add(self, patterns: list[bytes], gaps: list[int], role: Role) -> None:
        """Take in a term: its patterns, the gaps between them, and what a match means."""
        parts = [self.patterns.setdefault(pattern, len(self.patterns)) for pattern in patterns]
        if gaps:
            self.gapped[parts[0]].append(GappedTerm(parts, gaps, role))
        else:
            self.roles[parts[0]].append(role)
        if role.kind in ("term", "needing"):
            self.sought.setdefault(whole_pattern(patterns), len(self.sought))


def read_terms(path: Path) -> Terms:
    """The terms of a lexicon's file."""
    return _Reader(path).read()


class _Reader:
    """Reads and checks the lexicon's file."""

    def __init__(self, path: Path):
        self.path = path
        self.terms = Terms()

    def read(self) -> Terms:
        spec = self._load()
        lists = spec.get("lists") or {}
        self._known(lists, set(lists), "lists")
        self.notation = Notation(
            {name: self._texts(words, f"lists, {name}") for name, words in lists.items()}
        )
        for name in lists:  # so that a word that can't be read is told by its list
            self._patterns(f"<{name}>", f"lists, {name}")
        for category, entry in spec["categories"].items():
            self._category(category, entry)
        for cue, terms in self._known(spec.get("stance") or {}, set(CUES), "stance").items():
            self._add(terms, f"stance, {cue}", "cue", cue)
        return self.terms

    def _load(self) -> dict:
        """The file as a mapping with known keys."""
        spec = read_yaml(
            self.path, "mend that line, or give the path of a lexicon such as data/lexicon.yml", _Checked
        )
        self._known(spec, {"lists", "categories", "stance"}, "the file")
        if not spec.get("categories"):
            raise self._fault("categories", "there is no category; add at least one")
        return spec

    def _category(self, category: str, entry: object) -> None:
        self._known(entry, CATEGORY_KEYS, str(category))
        if not entry.get("terms"):
            raise self._fault(str(category), "has no terms; add some under `terms`")
        self.terms.categories.append(category)
        self._texts(entry.get("sources") or [], f"{category}, sources")
        self._add(entry["terms"], f"{category}, terms", "term", category)
        self._add(entry.get("not") or [], f"{category}, not", "not", category)
        rules = enumerate(entry.get("needs") or [])
        self.terms.needs[category] = [self._needs(category, number, rule) for number, rule in rules]
        rules = enumerate(entry.get("whose") or [])
        self.terms.whose[category] = [self._whose(category, number, rule) for number, rule in rules]

    def _needs(self, category: str, number: int, rule: object) -> tuple[bool, bool]:
        """Take in terms that count only with or without a companion: whether there are some of each."""
        place = f"{category}, needs {number + 1}"
        self._known(rule, NEEDS_KEYS, place)
        if not rule.get("terms") or not (rule.get("with") or rule.get("without")):
            what = "needs both `terms` and one of `with` and `without`; add what is missing"
            raise self._fault(place, what)
        for key in sorted(NEEDS_KEYS & rule.keys()):
            kind = "needing" if key == "terms" else key
            self._add(rule[key], f"{place}, {key}", kind, category, number)
        return bool(rule.get("with")), bool(rule.get("without"))

    def _whose(self, category: str, number: int, rule: object) -> str:
        """Take in cues of whose data it is: the persons."""
        place = f"{category}, whose {number + 1}"
        persons = self._known(rule, WHOSE_KEYS, place).get("persons")
        if persons not in WHOSE:
            raise self._fault(place, f"`persons` should be one of {', '.join(WHOSE[1:])}; write one of these")
        self._add(rule.get("cues"), f"{place}, cues", "whose", category, number)
        return persons

    def _add(self, terms: object, place: str, kind: str, name: str, rule: int = 0) -> None:
        for term in self._texts(terms, place):
            self.terms.add(*self._patterns(term, place), Role(kind, name, rule, term))

    def _patterns(self, term: str, place: str) -> tuple[list[bytes], list[int]]:
        brief = repr(term if len(term) <= BRIEF else f"{term[:BRIEF]}…")
        try:
            patterns, gaps = self.notation.parts(term)
        except ValueError as error:
            raise self._fault(place, f"can't read the term {brief}: {error}; mend the term") from None
        length = len(whole_pattern(patterns))
        if length > LONGEST_PATTERN:
            what = (
                f"the term {brief} makes a pattern of {length:,} letters, and {LONGEST_PATTERN:,} is the most"
            )
            raise self._fault(place, f"{what}; part its words into several terms")
        return patterns, gaps

    def _known(self, mapping: object, keys: set[str], place: str) -> dict:
        """A mapping that has no other keys than these."""
        if not isinstance(mapping, dict):
            what = f"should hold keys ({', '.join(sorted(keys))}); write them as `key: value`"
            raise self._fault(place, what)
        for key in mapping:
            if key not in keys:
                what = f"unknown key {key!r}; take it out or use one of {', '.join(sorted(keys))}"
                raise self._fault(place, what)
        return mapping

    def _texts(self, values: object, place: str) -> list[str]:
        """A list of distinct, non-empty terms."""
        if not isinstance(values, list):
            raise self._fault(place, "should be a list; write one term a line, each after a dash")
        seen = set()
        for value in values:
            if not isinstance(value, str) or not value.strip():
                mend = "take it out" if value is None or value == "" else "put it in quotes"
                raise self._fault(place, f"has an empty term or one that is no text ({value!r}); {mend}")
            key = " ".join(value.casefold().replace("-", " ").split())
            if key in seen:
                raise self._fault(place, f"has the term {value!r} twice; take one out")
            seen.add(key)
        return values

    def _fault(self, place: str, what: str) -> CorpusError:
        return CorpusError(f"{self.path}: {place}: {what}")


class _Checked(yaml.SafeLoader):
    """A YAML loader that refuses a key given twice."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.MarkedYAMLError(
                    problem=f"the key {key!r} is there twice", problem_mark=node.start_mark
                )
        return super().construct_mapping(node, deep)
