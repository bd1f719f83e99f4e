"""Takes a policy of policies.yml; makes its file in a kind: Markdown, HTML, plain text, reStructuredText or Word."""

import io
import textwrap
import zipfile
from html import escape
from pathlib import Path

import yaml

WHOLE = yaml.safe_load(Path(__file__).with_name("policies.yml").read_text("utf-8"))
SECTIONS = WHOLE["sections"]
POLICIES = {title: (kind, [SECTIONS[name] for name in names]) for title, kind, names in WHOLE["policies"]}


def clauses_of_section(section: dict) -> list[tuple[str, str]]:
    """(clause, lead-in) of a section in reading order; the lead-ins of a table's cells are their columns' heads."""
    found = []
    if "clauses" in section:
        heads = next((block["head"] for block in section["blocks"] if "head" in block), [])
        return [(text, heads[i % 2] if heads and i > 1 else "") for i, text in enumerate(section["clauses"])]
    for block in section["blocks"]:
        found += [(" ".join(text.split()), "") for text in block.get("text", [])]
        if "lead" in block:
            found += [(block["lead"], ""), *((item, block["lead"]) for item in block["items"])]
    return found


def as_markdown(title: str, sections: list[dict]) -> str:
    lines = [f"# {title}", ""]
    for number, section in enumerate(sections, 1):
        lines += [f"## {number}. {section['title']}"]
        for block in section["blocks"]:
            if "text" in block:
                lines += [" ".join(block["text"]), ""]
            elif "lead" in block:
                marks = [f"{i}." if block.get("numbered") else "-" for i in range(1, 100)]
                lines += [
                    block["lead"],
                    *(f"{m} {item}" for m, item in zip(marks, block["items"], strict=False)),
                    "",
                ]
            else:
                lines += [
                    " | ".join(block["head"]),
                    "---|---",
                    *(" | ".join(row) for row in block["rows"]),
                    "",
                ]
    return "\n".join(lines)


def as_text(title: str, sections: list[dict]) -> str:
    lines = [title, ""]
    for section in sections:
        lines += [section["title"].upper(), ""]
        for block in section["blocks"]:
            if "text" in block:
                lines += [*textwrap.wrap(" ".join(" ".join(block["text"]).split()), 72), ""]
            else:
                marks = [f"{i})" if block.get("numbered") else "•" for i in range(1, 100)]
                lines += [
                    block["lead"],
                    *(f"  {m} {item}" for m, item in zip(marks, block["items"], strict=False)),
                    "",
                ]
    return "\n".join(lines)


def as_rst(title: str, sections: list[dict]) -> str:
    lines = ["=" * 60, title, "=" * 60, "", ".. We collect your fingerprints; this is a comment.", ""]
    for section in sections:
        lines += [section["title"], "-" * 60, ""]
        for block in section["blocks"]:
            if "text" in block:
                lines += [*textwrap.wrap(" ".join(" ".join(block["text"]).split()), 72), ""]
            elif "lead" in block:
                mark = "#." if block.get("numbered") else "*"
                lines += [block["lead"], "", *(f"{mark} {item}" for item in block["items"]), ""]
            else:
                lines += [".. list-table::", "   :header-rows: 1", ""]
                for first, second in [block["head"], *block["rows"]]:
                    lines += [f"   * - {first}", f"     - {second}"]
                lines += [""]
    return "\n".join(lines)


def as_html(title: str, sections: list[dict]) -> str:
    parts = [f"<!doctype html><html><body><h1>{title}</h1>"]
    for section in sections:
        parts.append(f"<h2>{section['title']}</h2>")
        for block in section["blocks"]:
            if "text" in block:
                parts.append(f"<p>{escape(' '.join(block['text']))}</p>")
            elif "lead" in block:
                tag = "ol" if block.get("numbered") else "ul"
                items = "".join(f"<li>{escape(item)}</li>" for item in block["items"])
                parts.append(f"<p>{block['lead']}</p><{tag}>{items}</{tag}>")
            else:
                head = "".join(f"<th>{cell}</th>" for cell in block["head"])
                rows = "".join(
                    "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in block["rows"]
                )
                parts.append(f"<table border=1><tr>{head}</tr>{rows}</table>")
    return "".join([*parts, "</body></html>"])


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def as_docx(title: str, sections: list[dict]) -> bytes:
    """The least that a Word file holds: its document, styles and the numbering of lists."""
    body = [_paragraph(title, "Title")]
    for section in sections:
        body.append(_paragraph(section["title"], "Heading1"))
        for block in section["blocks"]:
            if "text" in block:
                body.append(_paragraph(" ".join(block["text"])))
            elif "lead" in block:
                body.append(_paragraph(block["lead"]))
                body += [
                    _paragraph(item, numbering=2 if block.get("numbered") else 1) for item in block["items"]
                ]
            else:
                rows = [block["head"], *block["rows"]]
                cells = ["".join(f"<w:tc>{_paragraph(cell)}</w:tc>" for cell in row) for row in rows]
                body.append("<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>")
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{i}"><w:name w:val="{name}"/></w:style>'
        for i, name in (("Title", "Title"), ("Heading1", "heading 1"))
    )
    levels = "".join(
        f'<w:abstractNum w:abstractNumId="{n}"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{mark}"/><w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum>'
        for n, form, mark in ((1, "bullet", "•"), (2, "decimal", "%1."))
    )
    levels += "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/></Types>',
        "_rels/.rels": _relations([("officeDocument", "word/document.xml")]),
        "word/_rels/document.xml.rels": _relations(
            [("styles", "styles.xml"), ("numbering", "numbering.xml")]
        ),
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{"".join(body)}</w:body></w:document>',
        "word/styles.xml": f'<w:styles xmlns:w="{_WORD}">{styles}</w:styles>',
        "word/numbering.xml": f'<w:numbering xmlns:w="{_WORD}">{levels}</w:numbering>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, xml in parts.items():
            file.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{xml}')
    return out.getvalue()


def _paragraph(text: str, style: str = "", numbering: int = 0) -> str:
    facts = f'<w:pStyle w:val="{style}"/>' * bool(style)
    facts += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{numbering}"/></w:numPr>' * bool(numbering)
    return f"<w:p><w:pPr>{facts}</w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def _relations(parts: list[tuple[str, str]]) -> str:
    found = "".join(
        f'<Relationship Id="r{i}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(parts)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


WRITERS = {"md": as_markdown, "html": as_html, "txt": as_text, "rst": as_rst, "docx": as_docx}
