"""Takes clauses and the lexicon; makes for each category whether a clause is about it, and with what stance.

`data/lexicon.yml` says what counts and explains its notation. All its terms are looked for in one pass
(hyperscan): first over all clauses for anything that may count, then, with every cue of stance,
over the few that have something.
"""

import os
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import hyperscan
import numpy as np
import pandas as pd
import yaml

from policy_corpus.errors import CorpusError
from policy_corpus.files import column, read_csv, write_csv

STANCES = ("none", "collects", "denies", "mentions")
WHOSE = ("none", "users", "applicants", "staff", "unclear")
FIRST_CATEGORIES = ("biometric", "employment", "ai_training")
CUES = (
    "collecting",
    "negated",
    "negated_next",
    "not_negated",
    "not_collecting",
    "relative",
    "restores",
    "always_mention",
    "mention",
    "defining",
    "keeping",
    "answered_no",
    "answered_yes",
)
CHUNK = 20_000  # clauses per pass: bounds the memory
LONGEST = 8_000  # characters of a clause that are read: longer ones are pages that were never cut


class Label(NamedTuple):
    """about is 0 or 1, stance one of STANCES; whose, one of WHOSE, is "none" where none are told apart."""

    about: int
    stance: str
    whose: str = "none"


NOTHING = Label(0, "none")


# ---------------------------------------------------------------- plain text

_LINK_TARGET = re.compile(r"\]\([^)\s]*\)?")
_ATTRIBUTES = r"\b(?:\s+[\w-]+=[^<>]{0,300})?\s*/?>?"
_TAG = re.compile(r"</?(?:br|p|li|ul|ol|tr|td|th|div|table|h[1-6])" + _ATTRIBUTES, re.I)
_INLINE_TAG = re.compile(r"</?(?:strong|b|i|u|em|a|span|sup)" + _ATTRIBUTES, re.I)
_QUOTE = re.compile("[‘’‛ʼ´]")
_DASH = re.compile("[‐‑‒–—―−“”„«»•·●▪◦‣⁃\u00a0\u2028\u2029]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
# a full stop that ends no sentence: before a comma, within an address or a number, in and after a short form
_DOT = re.compile(
    r"\.(?:(?=\s*,)|(?=(?:com|org|net|ai|io|eu|[0-9]+)\b)|(?<=\be\.)(?=g\.)|(?<=\bi\.)(?=e\.)|(?<=\bu\.)(?=s\.)"
    r"|(?:(?<=\be\.g\.)|(?<=\bi\.e\.)|(?<=\bu\.s\.)|(?<=\b(?:etc|inc|ltd|art|sec)\.)|(?<=\b(?:cf|vs|no|ex)\.)|(?<=\bcorp\.))"
    r"(?!\s*$))",
    re.I,
)
# no head in front of a sentence, as "Faces. We ..." has one: a word of these makes a sentence of it
_NO_HEAD = frozenset(
    "we you i it this these is are was were may can will do does not to see learn read".split()  # noqa: SIM905
)
_LONGEST_HEAD = 5  # words
_KEPT = ".,;:?!|()'"
_BYTES = bytes(
    ord(chr(b).lower()) if chr(b).isalnum() or chr(b) in _KEPT else 10 if b == 10 else 32 for b in range(128)
) + bytes(range(128, 256))


def _plain(text: str) -> str:
    """The text on one line, without links' targets, tags and the typography that would hide a word."""
    text = text[:LONGEST]
    if "](" in text:
        text = _LINK_TARGET.sub("] ", text)
    if "<" in text:
        text = _INLINE_TAG.sub(" ", _TAG.sub(" | ", text))
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.replace("…", " ").casefold())
        text = _UNSEEN.sub("", _DASH.sub(" ", _QUOTE.sub("'", text)))
    return text.replace("\n", " ") if "\n" in text else text


def _encoded(texts: Iterable[str]) -> bytes:
    """One line per text, each between blanks, lower case, with only words and the marks in _KEPT."""
    return ("|  " + " \n|  ".join(texts) + " \n").encode("utf-8", "replace").translate(_BYTES)


# ---------------------------------------------------------------- notation

_EDGE = r"[ .,;:?!|()'\n]"
_GAPS = {"...": 8, "..": 3}  # at most so many words between


class _Notation:
    """Turns the lexicon's terms into patterns, with its named lists at hand."""

    def __init__(self, lists: dict[str, list[str]]):
        self.lists = lists

    def parts(self, term: str) -> tuple[list[bytes], list[int]]:
        """The term's parts as patterns over encoded text, and how many words may stand between each two.

        Raises ValueError saying what can't be read.
        """
        edge = r"[.?!|:][ ,;:()0-9']*" if term.startswith("^") else _EDGE
        sequences: list[list[str]] = [[]]
        gaps = []
        for slot in re.findall(r"\([^)]*\)|\S+", term.lstrip("^")):
            if slot in _GAPS:
                gaps.append(_GAPS[slot])
                sequences.append([])
            else:
                sequences[-1].append(slot)
        if any(all(slot.startswith("(") for slot in slots) for slots in sequences):
            raise ValueError("a term, and each side of a gap, needs a word that may not be missing")
        edges = [edge] + [_EDGE] * len(gaps)
        patterns = [e + self._sequence(slots) + _EDGE for e, slots in zip(edges, sequences, strict=True)]
        return [pattern.encode() for pattern in patterns], gaps

    def _sequence(self, slots: list[str]) -> str:
        text, blank = "", ""  # blank: what parts the next word from the text so far
        for slot in slots:
            if not slot.startswith("("):
                text, blank = text + blank + self._slot(slot), "'? +"
            elif blank:
                text += f"(?:{blank}{self._slot(slot[1:-1])})?"
            else:
                text += f"(?:{self._slot(slot[1:-1])} +)?"
        return text

    def _slot(self, slot: str) -> str:
        phrases = []
        for word in slot.split("/"):
            name = word[1:-1] if word.startswith("<") and word.endswith(">") else None
            if name is not None and name not in self.lists:
                raise ValueError(f"there is no list named {word} under `lists`")
            phrases += [word] if name is None else self.lists[name]
        return "(?:" + "|".join(map(_phrase_pattern, phrases)) + ")"


def _phrase_pattern(phrase: str) -> str:
    words = []
    for word in re.split(r"[\s\-]+", phrase.strip()):
        plain = _encoded([_plain(word.rstrip("*"))])[3:-2].decode()
        if not plain or " " in plain or any(mark in plain for mark in ".,;:?!|()"):
            raise ValueError(f"{word!r} is no word")
        escaped = "".join(c if c.isascii() else "".join(rf"\x{b:02x}" for b in c.encode()) for c in plain)
        words.append(escaped + (r"[^ .,;:?!|()'\n]*" if word.endswith("*") else ""))
    return " +".join(words)


# ---------------------------------------------------------------- reading the lexicon

_CATEGORY_KEYS = {"description", "sources", "terms", "needs", "not", "whose"}
_NEEDS_KEYS = {"terms", "with", "without"}
_WHOSE_KEYS = {"persons", "cues"}


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


class _Reader:
    """Reads and checks the lexicon's file; every complaint names the file and the place in it."""

    def __init__(self, path: Path):
        self.path = path

    def fail(self, place: str, what: str) -> CorpusError:
        return CorpusError(f"{self.path}: {place}: {what}")

    def load(self) -> dict:
        """The file as a mapping with known keys."""
        try:
            spec = yaml.load(self.path.read_text("utf-8"), Loader=_Checked)
        except FileNotFoundError:
            mend = "give the path of one, such as data/lexicon.yml"
            raise CorpusError(f"{self.path}: there is no such lexicon; {mend}") from None
        except UnicodeDecodeError:
            raise CorpusError(f"{self.path}: is not UTF-8; save it as UTF-8") from None
        except (OSError, yaml.YAMLError) as error:
            what = " ".join(str(error).split())
            raise CorpusError(f"{self.path}: can't be read as YAML ({what}); mend that line") from None
        self.known(spec, {"lists", "categories", "stance"}, "the file")
        if not spec.get("categories"):
            raise self.fail("categories", "there is no category; add at least one")
        return spec

    def known(self, mapping: object, keys: set[str], place: str) -> dict:
        if not isinstance(mapping, dict):
            raise self.fail(
                place, f"should hold keys ({', '.join(sorted(keys))}); write them as `key: value`"
            )
        for key in mapping:
            if key not in keys:
                raise self.fail(
                    place, f"unknown key {key!r}; take it out or use one of {', '.join(sorted(keys))}"
                )
        return mapping

    def texts(self, values: object, place: str) -> list[str]:
        """A list of distinct, non-empty terms."""
        if not isinstance(values, list):
            raise self.fail(place, "should be a list; write one term a line, each after a dash")
        seen = set()
        for value in values:
            if not isinstance(value, str) or not value.strip():
                mend = "take it out" if value is None or value == "" else "put it in quotes"
                raise self.fail(place, f"has an empty term or one that is no text ({value!r}); {mend}")
            key = " ".join(value.casefold().replace("-", " ").split())
            if key in seen:
                raise self.fail(place, f"has the term {value!r} twice; take one out")
            seen.add(key)
        return values


class _Joined(NamedTuple):
    """A term with gaps: its parts by number, how many words may stand between them, and what it means."""

    parts: list[int]
    gaps: list[int]
    role: tuple


class _Rules:
    """The compiled lexicon: patterns by number, and what a match of each means.

    A role says what a match is: ("term", category), ("not", category), ("whose", category, rule),
    ("cue", name), or ("needing" or "with" or "without", category, rule).
    """

    def __init__(self) -> None:
        self.numbers: dict[bytes, int] = {}
        self.roles: dict[int, list[tuple]] = defaultdict(list)
        self.joined: dict[int, list[_Joined]] = defaultdict(list)  # by the first part
        # found wherever a clause may be about something, and at times elsewhere
        self.sought: dict[bytes, int] = {}
        self.categories: list[str] = []
        self.needs: dict[str, list[tuple[bool, bool]]] = {}  # per rule: has it `with`, has it `without`
        self.whose: dict[str, list[str]] = {}  # per rule: the persons

    def add(self, patterns: list[bytes], gaps: list[int], role: tuple) -> None:
        parts = [self.numbers.setdefault(pattern, len(self.numbers)) for pattern in patterns]
        if gaps:
            self.joined[parts[0]].append(_Joined(parts, gaps, role))
        else:
            self.roles[parts[0]].append(role)
        if role[0] in ("term", "needing"):
            edge = _EDGE.encode()
            whole = b"[^\\n]*".join(
                [*(pattern.removesuffix(edge) for pattern in patterns[:-1]), patterns[-1]]
            )
            self.sought.setdefault(whole, len(self.sought))


def _rules(path: Path) -> _Rules:
    reader = _Reader(path)
    spec = reader.load()
    lists = spec.get("lists") or {}
    reader.known(lists, set(lists), "lists")
    notation = _Notation({name: reader.texts(words, f"lists, {name}") for name, words in lists.items()})
    rules = _Rules()

    def add(terms: object, place: str, *role) -> None:
        for term in reader.texts(terms, place):
            try:
                patterns, gaps = notation.parts(term)
            except ValueError as error:
                raise reader.fail(place, f"can't read the term {term!r}: {error}; mend the term") from None
            if role:
                rules.add(patterns, gaps, role)

    for name in lists:
        add([f"<{name}>"], f"lists, {name}")  # so that a word that can't be read is told by its list
    for category, entry in spec["categories"].items():
        reader.known(entry, _CATEGORY_KEYS, str(category))
        if not entry.get("terms"):
            raise reader.fail(str(category), "has no terms; add some under `terms`")
        rules.categories.append(category)
        reader.texts(entry.get("sources") or [], f"{category}, sources")
        add(entry["terms"], f"{category}, terms", "term", category)
        add(entry.get("not") or [], f"{category}, not", "not", category)
        rules.needs[category] = []
        for number, rule in enumerate(entry.get("needs") or []):
            place = f"{category}, needs {number + 1}"
            reader.known(rule, _NEEDS_KEYS, place)
            if not rule.get("terms") or not (rule.get("with") or rule.get("without")):
                what = "needs both `terms` and one of `with` and `without`; add what is missing"
                raise reader.fail(place, what)
            rules.needs[category].append((bool(rule.get("with")), bool(rule.get("without"))))
            for key in sorted(_NEEDS_KEYS & rule.keys()):
                add(rule[key], f"{place}, {key}", key if key != "terms" else "needing", category, number)
        rules.whose[category] = []
        for number, rule in enumerate(entry.get("whose") or []):
            place = f"{category}, whose {number + 1}"
            if reader.known(rule, _WHOSE_KEYS, place).get("persons") not in WHOSE:
                raise reader.fail(
                    place, f"`persons` should be one of {', '.join(WHOSE[1:])}; write one of these"
                )
            rules.whose[category].append(rule["persons"])
            add(rule.get("cues"), f"{place}, cues", "whose", category, number)
    for cue, terms in reader.known(spec.get("stance") or {}, set(CUES), "stance").items():
        add(terms, f"stance, {cue}", "cue", cue)
    return rules


# ---------------------------------------------------------------- one pass over many clauses


class _Scanner:
    """Finds all patterns in one pass over encoded lines."""

    def __init__(self, patterns: dict[bytes, int], starts: bool):
        self.database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        flags = hyperscan.HS_FLAG_SOM_LEFTMOST if starts else 0
        expressions, numbers = list(patterns), list(patterns.values())
        self.database.compile(expressions=expressions, ids=numbers, elements=len(numbers), flags=flags)

    def matches(self, lines: bytes) -> list[tuple[int, int, int]]:
        """(end, start, pattern) of each match, by end; start is 0 where not asked for."""
        found: list[tuple[int, int, int]] = []

        def keep(pattern, start, end, flags, context):
            found.append((end, start, pattern))

        self.database.scan(lines, match_event_handler=keep)
        found.sort()
        return found


def _by_line(matches: list[tuple[int, int, int]], lines: bytes) -> dict[int, list[tuple[int, int, int]]]:
    """The matches of each line that has any, with offsets counted from the line's beginning."""
    if not matches:
        return {}
    line_ends = np.flatnonzero(np.frombuffer(lines, dtype=np.uint8) == 10)
    numbers = np.searchsorted(line_ends, np.array([end for end, _, _ in matches]) - 1).tolist()
    begins = np.concatenate(([0], line_ends + 1)).tolist()
    grouped = defaultdict(list)
    for number, (end, start, pattern) in zip(numbers, matches, strict=True):
        begin = begins[number]
        grouped[number].append((end - begin, start - begin, pattern))
    return grouped


# ---------------------------------------------------------------- judging one clause


class _Found:
    """What was found in one line (a clause after the sentence it is an item of), sorted by role."""

    def __init__(self, line: bytes, matches: list[tuple[int, int, int]], rules: _Rules):
        self.line = line
        self.breaks = [found.start() for found in _BREAK.finditer(line)]
        self.terms = defaultdict(list)  # category -> spans
        self.needing = defaultdict(list)  # category -> (rule, span)
        self.companions = defaultdict(set)  # category -> ("with" or "without", rule)
        self.other_senses = defaultdict(list)  # category -> spans
        self.whose = defaultdict(set)  # category -> rules
        self.cues = defaultdict(list)  # cue -> spans
        places = defaultdict(list)
        for end, start, part in matches:
            places[part].append((start, end))
        for part, spans in places.items():
            for role in rules.roles.get(part, ()):
                for span in spans:
                    self._sort(role, span)
            for term in rules.joined.get(part, ()):
                if all(other in places for other in term.parts):
                    for span in self._join(term, places):
                        self._sort(term.role, span)
        for cue, void in _VOIDS.items():
            self.cues[cue] = [span for span in self.cues[cue] if not _touches(span, self.cues[void])]

    def _sort(self, role: tuple, span: tuple[int, int]) -> None:
        kind, name, *more = role
        if kind == "cue":
            self.cues[name].append(span)
        elif kind == "term":
            self.terms[name].append(span)
        elif kind == "not":
            self.other_senses[name].append(span)
        elif kind == "needing":
            self.needing[name].append((more[0], span))
        elif kind == "whose":
            self.whose[name].add(more[0])
        else:
            self.companions[name].add((kind, more[0]))

    def _join(self, term: _Joined, places: dict[int, list[tuple[int, int]]]) -> set[tuple[int, int]]:
        """The spans of a term with gaps: its parts in order, in one sentence, near enough to each other."""
        spans = set(places[term.parts[0]])
        for part, most in zip(term.parts[1:], term.gaps, strict=True):
            after = sorted(places[part])
            joined = set()
            for start, end in spans:
                for next_start, next_end in after[bisect_left(after, (end - 1,)) :]:
                    if not self._near(end - 1, next_start + 1, most):
                        break
                    joined.add((start, next_end))
            spans = joined
        return spans

    def _near(self, start: int, end: int, most: int) -> bool:
        between = self.line[start:end]
        return not _BREAK.search(between) and len(between.translate(None, b",;:()'").split()) <= most

    def about(self) -> set[str]:
        """The categories of which anything was found that may count."""
        return self.terms.keys() | self.needing.keys()

    def spans(self, category: str, needs: list[tuple[bool, bool]], offset: int) -> list[tuple[int, int]]:
        """Where the clause itself (from offset) speaks of the category in the sense meant."""
        spans = list(self.terms[category])
        for rule, span in self.needing[category]:
            has_with, has_without = needs[rule]
            near = self.companions[category]
            if (not has_with or ("with", rule) in near) and not (has_without and ("without", rule) in near):
                spans.append(span)
        return [s for s in spans if s[1] > offset and not _touches(s, self.other_senses[category])]

    def stance(self, span: tuple[int, int]) -> str:
        """What the sentence around the span says is done."""
        start, end = span
        at = bisect_right(self.breaks, end - 2)
        begin = self.breaks[bisect_right(self.breaks, start) - 1] if self.breaks else 0
        stop = self.breaks[at] if at < len(self.breaks) else len(self.line)

        for cue, answer in _ANSWERS.items():
            if any(not self.line[c[1] :].strip(b" .,:;)\n") for c in self.cues[cue]):
                return answer

        def cues(name):
            return [c for c in self.cues[name] if begin <= c[0] and c[1] <= stop + 1]

        restores, collecting = cues("restores"), cues("collecting")
        for neg in cues("negated"):
            if neg[0] < end - 1:  # before the term, or within it as in "not the same as identifying a face"
                if not any(neg[1] - 1 <= other[0] < start for other in restores):
                    return "denies"
            elif b";" in self.line[end - 1 : neg[0]]:
                continue
            elif neg[0] < end + _NEXT or not any(verb[1] <= start + 1 for verb in collecting):
                return "denies"
        if any(cue[1] <= start + 1 < cue[1] + _NEXT for cue in cues("negated_next")):
            return "denies"
        if cues("always_mention") or self.line[stop : stop + 1] == b"?":
            return "mentions"
        if any(
            cue[0] < start or not any(verb[1] <= cue[0] + 1 for verb in collecting) for cue in cues("mention")
        ):
            return "mentions"
        if cues("defining") and not collecting:
            return "mentions"
        if cues("keeping") and all(_touches(verb, cues("relative")) for verb in collecting):
            return "mentions"
        return "collects"


def _touches(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    """Whether the first or last character of the span lies within one of the others."""
    start, end = span[0] + 1, span[1] - 1
    return any(o[0] <= start < o[1] - 1 or o[0] + 1 < end <= o[1] for o in others)


_BREAK = re.compile(rb"[.?!|]")
_NEXT = 12  # characters: room for one short word between a term and the negation beside it
_VOIDS = {"negated": "not_negated", "negated_next": "not_negated", "collecting": "not_collecting"}
_ANSWERS = {"answered_no": "denies", "answered_yes": "collects"}  # of a table's row, at the clause's end
_STRENGTH = {"collects": 3, "denies": 2, "mentions": 1}


class Lexicon:
    """The lexicon, ready to label clauses."""

    def __init__(self, path: str | os.PathLike):
        self.path = Path(path)
        self._rules = rules = _rules(self.path)
        self.categories = sorted(rules.categories, key=lambda c: (_first(c), rules.categories.index(c)))
        self._tells_persons = [category for category in self.categories if rules.whose[category]]
        with ThreadPoolExecutor() as threads:
            sought = threads.submit(_Scanner, rules.sought, starts=False)
            self._all = _Scanner(rules.numbers, starts=True)
            self._sought = sought.result()

    @classmethod
    def read(cls, path: str | os.PathLike) -> "Lexicon":
        """The lexicon in the file; raises CorpusError naming the file, the place and the mend."""
        return cls(path)

    def __reduce__(self):
        return Lexicon, (self.path,)

    def label(self, clause: str, lead_in: str = "") -> dict[str, Label]:
        """The label of the clause for each category; a list item is read after the sentence it hangs on."""
        return dict.fromkeys(self.categories, NOTHING) | self._labels([clause], [lead_in]).get(0, {})

    def label_all(self, clauses: Sequence[str], lead_ins: Sequence[str] | None = None) -> pd.DataFrame:
        """One row per clause: <category>_about (0 or 1), <category>_stance of each; then employment_whose."""
        clauses = list(clauses)
        lead_ins = [""] * len(clauses) if lead_ins is None else list(lead_ins)
        if len(lead_ins) != len(clauses):
            raise ValueError(
                f"{len(clauses)} clauses but {len(lead_ins)} lead-ins; give one lead-in per clause"
            )
        about, stance, whose = (
            np.zeros((len(self.categories), len(clauses)), dtype=np.int8) for _ in range(3)
        )
        rows = {category: row for row, category in enumerate(self.categories)}
        for begin in range(0, len(clauses), CHUNK):
            part = slice(begin, begin + CHUNK)
            for number, labels in self._labels(clauses[part], lead_ins[part]).items():
                for category, label in labels.items():
                    place = rows[category], begin + number
                    about[place] = 1
                    stance[place] = STANCES.index(label.stance)
                    whose[place] = WHOSE.index(label.whose)
        columns = {}
        for category, row in rows.items():
            columns[f"{category}_about"] = about[row]
            columns[f"{category}_stance"] = _words(STANCES, stance[row])
        for category in self._tells_persons:
            columns[f"{category}_whose"] = _words(WHOSE, whose[rows[category]])
        return pd.DataFrame(columns)

    def _labels(self, clauses: Sequence[str], lead_ins: Sequence[str]) -> dict[int, dict[str, Label]]:
        """The categories each clause is about, with their labels, by the clause's number."""
        lines = _encoded(map(_plain, clauses))
        numbers = sorted(_by_line(self._sought.matches(lines), lines))
        leads = [_lead(lead_ins[n]) for n in numbers]
        texts = [lead + _within_sentence(_plain(clauses[n])) for lead, n in zip(leads, numbers, strict=True)]
        lines = _encoded(texts)
        split = lines.split(b"\n")
        labels = {}
        for i, matches in _by_line(self._all.matches(lines), lines).items():
            offset = 3 + len(leads[i].encode("utf-8", "replace"))
            labels[numbers[i]] = self._judge(_Found(split[i] + b"\n", matches, self._rules), offset)
        return labels

    def _judge(self, found: _Found, offset: int) -> dict[str, Label]:
        labels = {}
        for category in found.about():
            spans = found.spans(category, self._rules.needs[category], offset)
            if spans:
                stance = max({found.stance(span) for span in spans}, key=_STRENGTH.get)
                labels[category] = Label(1, stance, self._persons(category, found.whose[category]))
        return labels

    def _persons(self, category: str, rules: set[int]) -> str:
        """Whose data it is: the first rule with a cue decides."""
        if category not in self._tells_persons:
            return "none"
        return self._rules.whose[category][min(rules)] if rules else "unclear"


def _words(words: tuple[str, ...], codes: np.ndarray) -> pd.api.extensions.ExtensionArray:
    return pd.array(list(words), dtype="str").take(codes)


def _first(category: str) -> int:
    return FIRST_CATEGORIES.index(category) if category in FIRST_CATEGORIES else len(FIRST_CATEGORIES)


def _within_sentence(text: str) -> str:
    """The text without the full stops that end no sentence, such as that behind a head: "Faces. We ..."."""
    head, stop, rest = text[:100].partition(".")
    if stop and len(head) > 2 and rest.lstrip()[:1].isalpha():
        words = head.lower().split()
        if 0 < len(words) <= _LONGEST_HEAD and _NO_HEAD.isdisjoint(words):
            text = f"{head}: {text[len(head) + 1 :].lstrip()}"
    return _DOT.sub("", text)


# "How we use your data" over a clause says what is done, where at the head of a sentence it points to a page
_QUESTION = re.compile(r"^(?:\W*\b(?:how|why|when|what|and|please|see)\b)+", re.I)


@lru_cache(maxsize=4096)
def _lead(lead_in: str) -> str:
    """The last sentence of a lead-in, plain, with no mark that would part it from its item."""
    text = _QUESTION.sub("", _within_sentence(_plain(lead_in or "")).strip().rstrip(".:;!? "))
    return re.split(r"[.?!|]\s", text)[-1] + " : " if text else ""


# ---------------------------------------------------------------- files


def label_file(
    path: str | os.PathLike,
    text_column: str,
    out: str | os.PathLike,
    lexicon: Lexicon,
    lead_in_column: str | None = None,
    further: Callable[[list[str], list[str]], pd.DataFrame] | None = None,
) -> int:
    """Writes the CSV file anew with its clauses' labels added, and returns how many clauses that were.

    further: given the clauses and their lead-ins, makes more columns to add, one row a clause.
    Raises CorpusError where the file can't be read; then, as when stopped half-way, `out` stays as it was.
    """
    path, out = Path(path), Path(out)
    header, rows = read_csv(path)
    at = column(path, header, text_column)
    clauses = [row[at] for row in rows]
    leads = [""] * len(rows)
    if lead_in_column is not None:
        lead_at = column(path, header, lead_in_column)
        leads = [row[lead_at] for row in rows]
    if out.exists() and out.samefile(path):
        raise CorpusError(f"{out}: is the file that is read; give another name to --out")
    labels = lexicon.label_all(clauses, leads)
    if further is not None:
        labels = pd.concat([labels, further(clauses, leads).set_axis(labels.index)], axis=1)
    kept = [i for i, name in enumerate(header) if name not in labels]
    added = zip(*(labels[name].tolist() for name in labels), strict=True)
    write_csv(
        out,
        [header[i] for i in kept] + list(labels),
        ([row[i] for i in kept] + list(new) for row, new in zip(rows, added, strict=True)),
    )
    return len(rows)
