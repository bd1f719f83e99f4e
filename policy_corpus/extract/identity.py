"""Takes a clause's text; makes what it is known by: its words, their key, and the key's hash."""

import hashlib
import re

HASHED = 6  # bytes of a clause's hash
NUMBERS = 1 << 8 * HASHED
WRITTEN = re.compile(rf"[0-9a-f]{{{2 * HASHED}}}")  # a hash
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Of ASCII text, in lower case: what is neither letter nor digit parts words.
_PLAIN_WORDS = bytes(ord(c.lower()) if c.isalnum() else ord(" ") for c in map(chr, range(128))) * 2


def words_of(text: str) -> list[str]:
    """The lower-cased words of a text, curly apostrophes straightened."""
    if text.isascii() and "'" not in text:  # the same words in a fraction of the time
        return text.encode("ascii").translate(_PLAIN_WORDS).decode("ascii").split()
    return WORD.findall(text.lower().replace("’", "'"))


def clause_key(text: str) -> str:
    """A clause's words joined by spaces: equal for two clauses that differ in case, marks and blanks alone."""
    return " ".join(words_of(text))


def clause_hash(key: str) -> str:
    """12 hexadecimal digits of the BLAKE2b hash of a clause's key."""
    return f"{clause_number(key):012x}"


def clause_number(key: str) -> int:
    """The same hash as a whole number below `NUMBERS`."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=HASHED).digest())


def check_number(key: str) -> int:
    """Another hash of a clause's key, 64 bits, by which two clauses of one hash are told apart."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest())
