"""A policy of anyone's is read from any kind of file, or named with what is wrong with it."""

import io
import sys
from zipfile import ZIP_DEFLATED, ZipFile

import pandas as pd
import pytest
from pypdf import PdfWriter

from policy_corpus.analysis import read_policy
from policy_corpus.analysis.own_policy import clauses_of
from policy_corpus.errors import CorpusError

POLICY = """\
# Teapot privacy policy

We may collect a scan of your face with your consent, so that the lid opens for you alone.

## 2.1 Work

We ask for:

- your employment history and education;
- the colour of your favourite cup.
"""
HTML = """<!doctype html><html><head><title>We collect your fingerprints</title><style>p{}</style></head>
<body><nav><a href="/x">We sell postal addresses</a></nav><script>var a = "we collect your location"</script>
<h1>Teapot privacy policy</h1>
<p>We may collect a <b>scan of your face</b> with your consent, so that the lid opens for you alone.</p>
<h2>2.1 Work</h2><p>We ask for:</p>
<ul><li>your employment history and education;</li><li>the colour of your favourite cup.</li></ul></body></html>"""


def facts(clauses: pd.DataFrame) -> list[tuple]:
    columns = ["section", "clause", "lead_in", "biometric_stance", "employment_stance"]
    return list(clauses[columns].itertuples(index=False, name=None))


def printed_pdf(browser, html: str) -> bytes:
    page = browser.new_page()
    page.set_content(html)
    try:
        return page.pdf()
    finally:
        page.close()


@pytest.mark.parametrize(
    ("suffix", "text"), [(".md", POLICY), (".txt", POLICY), (".html", HTML), (".htm", HTML)]
)
def test_markdown_text_and_html_say_the_same(suffix, text, tmp_path):
    path = tmp_path / f"policy{suffix}"
    path.write_text(text, encoding="utf-8")
    assert facts(clauses_of(read_policy.read_policy(str(path)))) == facts(clauses_of(POLICY))


def test_a_pdf_keeps_the_clauses(browser, tmp_path):
    path = tmp_path / "policy.pdf"
    path.write_bytes(printed_pdf(browser, HTML))
    clauses = clauses_of(read_policy.read_policy(str(path)))
    assert (clauses["biometric_stance"] == "collects").sum() == 1
    assert (clauses["employment_stance"] == "collects").sum() == 1


def test_standard_input_tells_its_kind_by_its_beginning(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(HTML.encode())))
    assert facts(clauses_of(read_policy.read_policy("-"))) == facts(clauses_of(POLICY))


def locked_pdf() -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret")
    writer.write(out)
    return out.getvalue()


def blank_pdf() -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(out)
    return out.getvalue()


def unpacks_to(size: int) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as parts, parts.open("word/document.xml", "w") as part:
        for _ in range(size // 1_000_000):
            part.write(bytes(1_000_000))
    return out.getvalue()


BAD = {
    "policy.odt": (b"PK\x03\x04", "another kind; give a policy in Markdown"),
    "broken.docx": (b"PK\x03\x04", "its Word file is damaged"),
    "bomb.docx": (unpacks_to(201_000_000), "unpacks to 201 MB; give its text"),
    "circle.rst": (
        b".. |a| replace:: |b| |b|\n.. |b| replace:: |c|\n\n|a| is kept.",
        "reStructuredText is damaged",
    ),
    "text.docx": (b"We keep notes.", "is no Word file"),
    "policy": (b"We keep notes.", "another kind"),
    "empty.md": (b"", "holds no words"),
    "marks.txt": (b"*** --- ***", "holds no words"),
    "latin.txt": ("We keep your café notes.".encode("latin-1"), r"not UTF-8 \(byte 16\)"),
    "binary.html": (b"<html>\0\0</html>", "is no text"),
    "text.pdf": (b"We keep notes.", "is no PDF"),
    "rich.txt": (rb"{\rtf1 We keep notes.}", "is RTF; save it as .docx"),
    "deep.rst": ("\n\n".join(f"{'  ' * n}* We keep notes" for n in range(300)).encode(), "nested too deeply"),
    "broken.pdf": (b"%PDF-1.7\nnothing", "its PDF is damaged"),
    "blank.pdf": (blank_pdf(), "pictures and no text"),
    "locked.pdf": (locked_pdf(), "locked by a password"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_is_named_with_the_mend(name, tmp_path):
    content, said = BAD[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CorpusError, match=said) as error:
        read_policy.read_policy(str(tmp_path / name))
    assert str(error.value).startswith(str(tmp_path / name))


def test_too_little_memory_is_no_fault_of_the_file(monkeypatch):
    def fail(*_):
        raise MemoryError

    monkeypatch.setattr(read_policy, "to_markdown", fail)
    with pytest.raises(MemoryError):
        read_policy.text_of(b"We keep notes.")


def test_a_missing_file_and_a_dead_address_are_named(tmp_path):
    with pytest.raises(CorpusError, match=r"none\.md: cannot be read \(No such file"):
        read_policy.read_policy(str(tmp_path / "none.md"))
    with pytest.raises(CorpusError, match=r"cannot be fetched .*; save the page"):
        read_policy.read_policy("http://127.0.0.1:9/policy")


def test_a_file_that_is_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(read_policy, "LARGEST", 10)
    (tmp_path / "long.txt").write_text("We keep all of your notes.")
    with pytest.raises(CorpusError, match=r"long\.txt: more than 0 MB"):
        read_policy.read_policy(str(tmp_path / "long.txt"))


def test_where_standard_input_is_closed_this_is_said(monkeypatch):
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(CorpusError, match="standard input is closed; give a file or an address"):
        read_policy.read_policy("-")
