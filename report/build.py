"""README.md, the notebooks and the data cards → _report/index.html.

The pages are laid out in _build/pages as they lie in the repository, so that their links to each other hold;
Sphinx (conf.py) makes HTML of them. A file that a page links to and that is no page comes as a download.
"""

import argparse
import os
import re
import shutil
from pathlib import Path

import execute
import nbformat
from execute import ROOT
from sphinx.cmd.build import build_main

# A Markdown link or image to a place in the repository: ](target) or ](target#part)
LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\[\]]*)\]\((?P<target>[^()\s:#]+)(?P<part>#[^()\s]*)?\)")
CARDS = ("data/README.md", "policy_corpus/README.md")


def page_of(path: str) -> str:
    """Where a file of the repository lies among the pages."""
    return "index.md" if path == "README.md" else path


def relink(text: str, home: str, pages: Path, root: Path) -> str:
    """The page's text with its links into the repository led to pages and downloads.

    home: the page's own path in the repository. A link to a folder leads to the folder's README, and is plain
    text where it has none. A link that leads nowhere stays as it is, and Sphinx names it.
    """

    def lead(match: re.Match) -> str:
        target = Path(os.path.normpath(Path(home).parent / match["target"])).as_posix()
        if (root / target).is_dir():
            target = f"{target}/README.md".removeprefix("./")
            if not (root / target).is_file():
                return match["text"]
        if not (root / target).is_file():
            return match[0]
        if target != "README.md" and target not in CARDS and not target.endswith(".ipynb"):
            (pages / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / target, pages / target)
        link = os.path.relpath(page_of(target), Path(home).parent)
        return f"{match['image']}[{match['text']}]({link}{match['part'] or ''})"

    return LINK.sub(lead, text)


def figure_alternative(cell: nbformat.NotebookNode) -> str | None:
    """The text alternative of the cell's one figure, as `IPython.display.Image(alt=...)` stored it."""
    figures = [output for output in cell.outputs if "image/png" in output.get("data", {})]
    if not figures:
        return None
    if len(figures) > 1:
        raise SystemExit(f"a cell shows {len(figures)} figures: show one in each cell\n{cell.source}")
    return figures[0].metadata.get("image/png", {}).get("alt", "")


def lay_notebook(path: Path, pages: Path, root: Path) -> None:
    """Lay a notebook among the pages: code folded, each figure with its text alternative."""
    notebook = nbformat.read(path, as_version=4)
    home = f"notebooks/{path.name}"
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = relink(cell.source, home, pages, root)
        if cell.cell_type == "code":
            cell.metadata.setdefault("tags", []).append("hide-input")
            alternative = figure_alternative(cell)
            if alternative:
                cell.metadata["mystnb"] = {"image": {"alt": alternative}}
            for output in cell.outputs:
                if "text/markdown" in output.get("data", {}):
                    output.data["text/markdown"] = relink(output.data["text/markdown"], home, pages, root)
    (pages / "notebooks").mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, pages / home)


def lay_pages(notebooks: Path, pages: Path, root: Path) -> None:
    """Lay the front page, the notebooks and the data cards in the folder `pages`."""
    shutil.rmtree(pages, ignore_errors=True)
    pages.mkdir(parents=True)
    paths = execute.notebook_paths(notebooks)
    for path in paths:
        lay_notebook(path, pages, root)
    cards = [card for card in CARDS if (root / card).is_file()]
    for page in ["README.md", *cards]:
        (pages / page).parent.mkdir(exist_ok=True)
        text = relink((root / page).read_text(encoding="utf-8"), page, pages, root)
        (pages / page_of(page)).write_text(text, encoding="utf-8")
    with (pages / "index.md").open("a", encoding="utf-8") as index:
        index.write(toctree("The report", [f"notebooks/{path.stem}" for path in paths]))
        index.write(toctree("The data", [card.removesuffix(".md") for card in cards]))


def toctree(caption: str, entries: list[str]) -> str:
    """A group of pages in the navigation."""
    return "\n".join(["\n\n```{toctree}", ":hidden:", f":caption: {caption}", "", *entries, "```", ""])


def build(work: Path, out: Path) -> None:
    """Make HTML of the pages in `work`, and put it in its place once it is whole."""
    html = work / "html"
    shutil.rmtree(html, ignore_errors=True)
    config = str(Path(__file__).resolve().parent)
    if build_main(
        ["-qEW", "--keep-going", "-c", config, "-d", f"{work}/doctrees", f"{work}/pages", str(html)]
    ):
        raise SystemExit("the report was not written: mend what Sphinx names above")
    for template in (html / "_static").glob("*webpack-macros.html"):  # the themes leave them behind
        template.unlink()
    shutil.rmtree(out, ignore_errors=True)
    shutil.move(html, out)


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
    notebooks = root / "notebooks"
    if options.execute:
        shutil.rmtree(work / "executed", ignore_errors=True)
        execute.execute_all(execute.notebook_paths(notebooks), work / "executed")
        notebooks = work / "executed"
    lay_pages(notebooks, work / "pages", root)
    build(work, out)
    print(f"the report is {out / 'index.html'}")


if __name__ == "__main__":
    main()
