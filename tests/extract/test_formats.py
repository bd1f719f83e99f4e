"""A format is a function from bytes to Markdown, entered by its name."""

import pytest
from cutting import clauses

from policy_corpus.errors import CorpusError
from policy_corpus.extract import formats
from policy_corpus.extract.text import Cutter


def test_tosbacks_text_is_read_by_its_tags():
    page = "Boats <p>We keep:</p>\n<ul>\n<li>names &amp.\nnumbers</li>\n<li>berths</li>\n</ul>"
    page += " <p>We rest\nat night.</p>"
    assert clauses(page, "tosback") == ["Boats", "We keep:", "names & numbers", "berths", "We rest at night."]


def test_line_ends_of_windows_are_those_of_unix():
    assert formats.format_named("markdown")(b"a\r\n\r\nb") == b"a\n\nb"
    assert formats.format_named("tosback")("<p>caf\u00e9 \xff".encode("latin-1")).endswith(
        "caf\ufffd \ufffd".encode()
    )


def test_an_unknown_format_is_answered_with_those_there_are():
    with pytest.raises(CorpusError, match=r"no format scroll; give some of: markdown, .*tosback"):
        Cutter().cut(b"We rest.", "scroll")


def test_a_format_is_added_by_its_function_alone(monkeypatch):
    monkeypatch.setattr(formats, "FORMATS", dict(formats.FORMATS))

    @formats.reads("shouts")
    def shouts(content: bytes) -> bytes:
        return content.replace(b"!", b".\n\n")

    assert clauses("We rest! We row!", "shouts") == ["We rest.", "We row."]
    with pytest.raises(ValueError, match="there already"):
        formats.reads("markdown")(shouts)


def test_the_note_above_a_page_of_the_princeton_leuven_corpus_is_no_clause():
    note = "> *The following text is extracted and transformed from the pond.example privacy policy that was archived "
    note += "on 2017-06-25. Please check the [original](https://pond.example) for the most accurate reproduction.*\n\n"
    page = "# Pond\n\nWe keep frogs.\n\n> We rest.\n"
    assert (
        clauses(note + page, "princeton-leuven")
        == clauses(page, "princeton-leuven")
        == clauses(page, "markdown")
    )
