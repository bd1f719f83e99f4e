"""What the notebooks found, the notebooks, README.md and the data cards → _report/index.html.

The pages are laid out in _build/pages as they lie in the repository, so that their links to each other hold;
Sphinx (conf.py) makes HTML of them. A file that a page links to and that is neither a page nor a table of data/ comes
as a download. Beside the pages come the front page (front.py), the pages of platforms and changes and those to compare
and to look up what you choose (platforms.py, changes.py, compare.py, explorer.py), the table behind each figure, and,
where there is a Chromium, the front page and the notebooks as one PDF (pdf.py).
"""

import argparse
import os
import re
import shutil
import sys
from collections.abc import Iterable
from html import escape
from pathlib import Path

import changes
import compare
import data_pages
import execute
import explorer
import figures
import findings_page
import front
import machine_pages
import nbformat
import pdf
import platforms
import shell
from api import lay_api
from cited import read_work
from platform_tables import Told
from sphinx.cmd.build import build_main

import helpers as h
from policy_corpus.errors import exit_code
from policy_corpus.findings import read_findings
from policy_corpus.folders import held, take_place
from policy_corpus.paths import ROOT, VECTOR

# A Markdown link or image to a place in the repository: ](target) or ](target#part)
LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\[\]]*)\]\((?P<target>[^()\s:#]+)(?P<part>#[^()\s]*)?\)")
# Comments are for those who write; what stands in a fence or between backticks is no comment.
COMMENT = re.compile(
    r"(?P<code>^(?P<fence>```+).*?^(?P=fence)|`[^`\n]*`)|<!--.*?-->", re.DOTALL | re.MULTILINE
)
# Lies in folders that the report's builder made, and may delete from; in a report it says whether its notebooks were
# executed for it: then, and only then, its figures come as SVG, too.
MADE = ".made-by-report"
CARDS = ("data/README.md", "policy_corpus/README.md", "CONTRIBUTING.md", "CHANGELOG.md")


def page_of(path: str, part: str | None = None) -> str:
    """Where a file of the repository lies among the pages: a notebook under its slug, without the number of its
    place; the README's place is the front page's, its parts' that of the page about the project."""
    if path.endswith(".ipynb"):
        return Path(path).with_stem(execute.slug(Path(path))).as_posix()
    if path != "README.md":
        return path
    return "about.md" if part else "index.md"


def relink(text: str, home: str, work: Path, root: Path) -> str:
    """The page's text without comments, and with its links into the repository led to pages and downloads.

    home: the page's own path in the repository. A link to a folder leads to the folder's README, and is plain
    text where it has none. A table that lies at its path in `work`/extra is linked to there; other files are laid
    in `work`/pages. A link that leads nowhere stays as it is, and Sphinx names it.
    """
    pages = work / "pages"

    def lead(match: re.Match) -> str:
        target = Path(os.path.normpath(Path(home).parent / match["target"])).as_posix()
        if (root / target).is_dir():
            target = f"{target}/README.md".removeprefix("./")
            if not (root / target).is_file():
                return match["text"]
        if not (root / target).is_file():
            return match[0]
        if (work / "extra" / target).is_file():
            return f"{match['image']}[{match['text']}](beside:{os.path.relpath(target, Path(home).parent)})"
        if target != "README.md" and target not in CARDS and not target.endswith(".ipynb"):
            source = root / target
            target += ".txt" * target.endswith(".md")  # a download, where Sphinx would take it for a page
            (pages / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, pages / target)
        link = os.path.relpath(page_of(target, match["part"]), Path(home).parent)
        return f"{match['image']}[{match['text']}]({link}{match['part'] or ''})"

    return LINK.sub(lead, COMMENT.sub(lambda match: match["code"] or "", text))


def lay_notebook(
    path: Path, work: Path, root: Path, anchors: Iterable[str] = ()
) -> tuple[str, list[figures.Figure]]:
    """Lay a notebook among the pages, and return its title and its figures.

    The page's switch (static/report.js) hides and shows code. The cells whose ids are among the anchors can be
    linked to.
    """
    notebook = nbformat.read(path, as_version=4)
    home = f"notebooks/{path.name}"
    found = figures.take_figures(notebook, path)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = relink(cell.source, home, work, root)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data.pop("text/csv", None)  # no page can show it
            if "text/markdown" in data:
                data["text/markdown"] = relink(data["text/markdown"], home, work, root)
    if lost := set(anchors) - {cell.id for cell in notebook.cells}:
        raise SystemExit(f"{path.name} has no cell {', '.join(sorted(lost))}, which findings.csv names")
    notebook.cells = [part for cell in notebook.cells for part in (*target(cell, anchors), cell)]
    (work / "pages" / "notebooks").mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, work / "pages" / page_of(home))
    return (figures.HEADING.findall(notebook.cells[0].source) or [path.stem])[0].strip(), found


def target(cell: nbformat.NotebookNode, anchors: Iterable[str]) -> list[nbformat.NotebookNode]:
    """What stands before a cell that is linked to: a place with the cell's id."""
    place = front.raw(f'<span id="{escape(cell.id)}"></span>')
    return [nbformat.v4.new_markdown_cell(place)] if cell.id in anchors else []


def lay_pages(notebooks: Path, work: Path, root: Path) -> list[str]:
    """Lay all pages in `work`/pages, and what comes beside them in `work`/extra; the notebooks' slugs in order."""
    pages, extra, cited = work / "pages", work / "extra", read_work(root)
    for folder in (pages, extra):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    if (root / "policy_corpus" / "tables").is_dir():  # first, since other pages link to these files
        lay_tables(shell.Site(extra, work=cited), root)
    titles, shown = lay_notebooks(notebooks, work, root)
    lab = lay_lab(work, root)
    about = {slug: page.title for slug, page in machine_pages.pages_of(root).items()}
    (pages / "report.md").write_text(report_page(titles, lab, about), encoding="utf-8")
    ways = {"The answer": shell.WAYS["The answer"]} | shell.ways_in(pages, extra)
    site = shell.Site(extra, ways, cited)
    site.put(f"tables/{front.SERIES}", (root / "data" / "results" / front.SERIES).read_bytes())
    findings_page.write_findings_page(site, root, titles)
    figures.write_files(site, shown)
    figures.write_pages(site, root, shown, titles)
    # Sphinx's own page of this name is for its search and its list of pages; the front page takes its place.
    index = front.write_front(site, root, titles, pdf.chromium() is not None)
    index += toctree("The report", ["report", *(f"notebooks/{name}" for name in titles)])
    index += toctree("The lab", lab)
    (pages / "index.md").write_text(index, encoding="utf-8")
    return list(titles)


def lay_notebooks(notebooks: Path, work: Path, root: Path) -> tuple[dict[str, str], list[figures.Figure]]:
    """Lay the notebooks of a folder among the pages; their titles by slug, in reading order, and all their figures."""
    anchors = read_findings(root / "data" / "results" / "findings.csv").groupby("notebook")["anchor"].agg(set)
    titles, shown = {}, []
    for path in execute.notebook_paths(notebooks):
        slug = execute.slug(path)
        titles[slug], found = lay_notebook(path, work, root, anchors.get(slug, ()))
        shown += found
    return titles, shown


def lay_lab(work: Path, root: Path) -> list[str]:
    """Lay the README, the cards and what the notebooks call among the pages; the names of these pages."""
    cards = [card for card in CARDS if (root / card).is_file()]
    for page in ["README.md", *cards]:
        place = work / "pages" / page_of(page, "#")
        place.parent.mkdir(exist_ok=True)
        text = relink((root / page).read_text(encoding="utf-8"), page, work, root)
        place.write_text(text, encoding="utf-8")
    names = ["about", *(card.removesuffix(".md") for card in cards)]
    if (root / "helpers.py").is_file():
        lay_api(work / "pages", root)
        names.append("api")
    return names


def lay_tables(site: shell.Site, root: Path) -> None:
    """Write the pages made of the corpus and the ledger: data, to look up, changes, platforms, to compare."""
    corpus, ledger = h.load_corpus(), h.load_ledger(whole=True)
    data_pages.lay(root, site)
    machine_pages.lay(root, site)
    explorer.lay_page(site, corpus, ledger, root)
    changes.lay_changes(site, corpus, ledger)
    told = Told(corpus, ledger)
    platforms.lay_platforms(site, told)
    compare.lay_compare(site, told)


def report_page(titles: dict[str, str], lab: list[str], about: dict[str, str]) -> str:
    """The page that lists the report's chapters, the notebooks' titles by slug in reading order, and the lab.

    `about` are the titles by slug of the pages about the project's own programs, which no notebook makes.
    """
    chapters = [f"1. [{title}](notebooks/{name}.ipynb)" for name, title in titles.items()]
    rest = [f"- [](/{name}.md)" for name in lab]
    lead = "One question a chapter, the answer first. *Show the code* on a chapter's page shows how it was found."
    beside = front.raw('<p><a href="figures/index.html">All figures</a>, each to save, cite or embed.</p>')
    programs = "".join(f'<li><a href="{slug}.html">{escape(title)}</a></li>' for slug, title in about.items())
    rest += ["", front.raw(f"<ul>{programs}</ul>")] if programs else []
    return "\n".join(["# The report", "", lead, "", *chapters, "", beside, "", "## The lab", "", *rest, ""])


def toctree(caption: str, entries: list[str]) -> str:
    """A group of pages in the navigation."""
    return "\n".join(["\n\n```{toctree}", ":hidden:", f":caption: {caption}", "", *entries, "```", ""])


def build(work: Path, out: Path, chapters: Iterable[str], executed: bool, address: str = "") -> None:
    """Make HTML of the pages in `work`, and a PDF of the chapters; put it in its place once it is whole."""
    html = work / "html"
    make("html", work, address)
    static = html / "_static"  # where the themes leave behind what no page asks for
    for left in [*static.glob("*webpack-macros.html"), *static.rglob("*.map")]:
        left.unlink()
    shutil.copytree(work / "extra", html, dirs_exist_ok=True)
    if pdf.chromium():
        bound = html / "bound.html"
        bound.write_text(
            pdf.bind(html, ["index.html", *(f"notebooks/{name}.html" for name in chapters)]), encoding="utf-8"
        )
        pdf.print_report(bound, html / "report.pdf")
        bound.unlink()
    else:
        print("there is no chromium: the report has no PDF")
    (html / MADE).write_text("executed\n" if executed else "", encoding="utf-8")
    with held(out) as scratch:
        take_place(Path(shutil.move(html, scratch / "report")), out)


def check_ours(folder: Path, own: Path) -> None:
    """SystemExit where a folder that is written to holds what others put there.

    `own` is where the repository has it, which git ignores and `make clean` deletes.
    """
    ours = folder == own or not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    if not ours and not (folder / MADE).is_file():
        raise SystemExit(f"{folder}: holds what no report put there; name a new or empty folder")


def make(builder: str, work: Path, address: str = "") -> None:
    """Run one of Sphinx' builders on the pages, into a folder of its name; the address is the report's (conf.py)."""
    shutil.rmtree(work / builder, ignore_errors=True)
    config = str(Path(__file__).resolve().parent)
    options = ["-qEW", "--keep-going", "-b", builder, "-c", config, "-d", f"{work}/{builder}-doctrees"]
    options += ["-A", f"address={address}"]
    if build_main([*options, f"{work}/pages", f"{work}/{builder}"]):
        raise SystemExit("the report was not written: mend what Sphinx names above")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Write the report as HTML.")
    parser.add_argument("--execute", action="store_true", help="execute the notebooks first, into _build")
    parser.add_argument("--root", type=Path, default=ROOT, help="the repository (default: this one)")
    parser.add_argument("--work", type=Path, help="a folder for what lies between (default: _build)")
    parser.add_argument("--out", type=Path, help="the folder to write (default: _report)")
    options = parser.parse_args(arguments)
    root = options.root.resolve()
    work = (options.work or root / "_build").resolve()
    out = (options.out or root / "_report").resolve()
    check_ours(out, root / "_report")
    check_ours(work, root / "_build")
    work.mkdir(parents=True, exist_ok=True)
    (work / MADE).touch()
    with held(work, work / ".scratch"):
        notebooks = root / "notebooks"
        if options.execute:
            shutil.rmtree(work / "executed", ignore_errors=True)
            os.environ[VECTOR] = "1"
            execute.execute_all(execute.notebook_paths(notebooks), work / "executed")
            notebooks = work / "executed"
        chapters = lay_pages(notebooks, work, root)
        build(work, out, chapters, options.execute, read_work(root).address)
    print(f"the report is {out / 'index.html'}")


if __name__ == "__main__":
    sys.exit(exit_code(main))
