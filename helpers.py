"""What the notebooks call: tables in, tables out.

Groups, in file order: load (finished tables; what a notebook saves, finds and says, held against its values) ·
draw (`draw.over_time` and the like, all in policy_corpus/draw.py) · tell (tables, shares and lists to be read). A step
of the analysis is called by its module in policy_corpus/analysis; `cluster_clauses` alone is handed on.

Days are dates; spans are half-open, from `from` up to, not including, `until`. Shares run from 0 to 1.
A company counts once, by its main document. Seeds are arguments.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from IPython.display import Markdown, display
from scipy import sparse

from policy_corpus import draw as draw, findings, prose
from policy_corpus.analysis import corpus as tables, denials, details
from policy_corpus.analysis.clusters import cluster_clauses as cluster_clauses
from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.ledger import DAYS, ledger
from policy_corpus.analysis.ledger_readings import standing
from policy_corpus.analysis.updates import updates
from policy_corpus.categories import STORY
from policy_corpus.draw import NAMES
from policy_corpus.extract.sources import archived_at
from policy_corpus.files import as_cells, write_whole
from policy_corpus.paths import DATA, RESULTS, SCRATCH, TABLES, notebook_path, publishing, results_folder
from policy_corpus.progress import watch
from policy_corpus.public import offered
from policy_corpus.tables import read_manifest

watch()  # long loops show in the lab how far they are


# ---------------------------------------------------------------- load


def load_corpus(folder: Path = TABLES) -> Corpus:
    """The corpus but its words, from the published tables or another folder of them, checked by their manifest."""
    return tables.load_corpus(folder)


def load_table(name: str, folder: Path = TABLES) -> pd.DataFrame:
    """A table of the corpus by itself, days as timestamps; columns as in policy_corpus/README.md."""
    return tables.load_table(name, folder)


def load_term_matrix(folder: Path = TABLES) -> tuple[sparse.csr_matrix, pd.DataFrame]:
    """Counts of words (clauses × tokens, in the order of `clauses`), and the vocabulary: token, kind, clauses."""
    return tables.load_term_matrix(folder)


def load_data(name: str) -> pd.DataFrame:
    """A small table of data/, such as events.csv, with `date` columns as timestamps."""
    table = pd.read_csv(DATA / name, float_precision="round_trip")
    return table.assign(**{c: pd.to_datetime(table[c]) for c in table.columns if c == "date"})


def save_result(table: pd.DataFrame, name: str) -> None:
    """Write a result with four decimals; the same table gives the same bytes.

    To data/results/ where `make notebooks` runs the notebook, else to _build/results/, so that an edited notebook
    leaves what is published alone.
    """
    write_whole(
        results_folder() / name, as_cells(table.round(4)).to_csv(lineterminator="\n", date_format="%Y-%m-%d")
    )


def facts(table: pd.DataFrame | pd.Series, **columns: str):
    """What findings know, taken from a table or a row of one: facts(row, value="share", n="judged").

    >>> facts(pd.Series({"share": 0.5, "judged": 8}), value="share", n="judged").to_dict()
    {'value': 0.5, 'n': 8.0}
    """
    return table[list(columns.values())].set_axis(list(columns), axis="index" if table.ndim == 1 else 1)


def save_findings(notebook: str, values: dict, **facts) -> pd.DataFrame:
    """Save the values of a notebook's claims (data/claims.csv), and show them; README and report format them.

    `values` and `facts` are as findings.rows_of has them: id → value, known facts by name, or a table of these.
    """
    whole = publishing()  # a run of one's own may ask for what has no value
    rows = findings.rows_of(notebook, values, whole=whole, names=NAMES | details.PLAIN, **facts)
    rows = rows if whole else [row for row in rows if not pd.isna(row.get("value"))]
    table = findings.as_table(rows, notebook)
    write_whole(results_folder() / f"findings-{notebook}.csv", findings.to_csv(table))
    return findings.as_shown(table)


def check_prose(notebook: str, values: dict) -> None:
    """Say whether every marked number in a notebook's prose is as its variables (`globals()`) have it.

    Where `make notebooks` runs the notebook, the numbers are renewed instead, and a claim that no longer holds stops
    the run. Else, where something is not, the answer is shown with the numbers that there are now, and with a doubt
    (prose.DOUBT) behind each claim that does not hold.
    """
    cells = prose.prose_of(notebook_path(notebook))
    if publishing():
        renewed = {cell: prose.renew(source, values) for cell, source in cells.items()}
        if faults := [str(fault) for _, found in renewed.values() for fault in found]:
            raise ValueError(f"{notebook}: its prose cannot be renewed: " + "; ".join(faults))
        (SCRATCH / "prose").mkdir(parents=True, exist_ok=True)
        texts = {cell: source for cell, (source, _) in renewed.items()}
        write_whole(SCRATCH / "prose" / f"{notebook}.json", json.dumps(texts))
        cells = texts
    faults = [fault for source in cells.values() for fault in prose.differences(source, values)]
    marks = sum(map(prose.count_marks, cells.values()))
    print(f"{marks} numbers and claims in the prose, {len(faults) or 'none'} other than computed.")
    print("".join(f"- {fault}\n" for fault in faults), end="")
    if faults:  # what was asked is not what is published: its answer, with its own numbers
        _, _, answer = next(iter(cells.values())).partition("\n")
        display(Markdown(f"**The answer with these numbers**\n\n{prose.with_doubts(answer, values)}"))


def load_result(name: str) -> pd.DataFrame:
    """A table of data/results/."""
    return pd.read_csv(RESULTS / name, float_precision="round_trip")


def load_ledger(whole: bool = False, categories: Sequence[str] = STORY) -> pd.DataFrame:
    """The ledger of changes, data/results/ledger.csv: days as timestamps, `first` and `uncertain` as yes or no.

    Without the rows that were read as wrong, unless the `whole` is asked for; `doubt` names the rule that speaks
    against a row that was read as right. Of a category that the published ledger does not have, the rows are made from
    the tables (some seconds each), and nobody has read them.
    """
    table = pd.read_csv(RESULTS / "ledger.csv", dtype={"users_or_applicants": str, "section": str})
    if others := [category for category in categories if category not in STORY]:
        table = pd.concat([table, ledger(categories=others)[list(table)]], ignore_index=True)
    days = {day: pd.to_datetime(table[day]).astype("datetime64[s]") for day in DAYS}
    flags = {flag: table[flag] == 1 for flag in ("first", "uncertain")}
    table = table.fillna({"users_or_applicants": "", "verdict": "", "doubt": ""}).assign(**days, **flags)
    return table if whole else standing(table).reset_index(drop=True)


def load_updates(corpus: Corpus, documents: pd.DataFrame, chosen: pd.Index | None = None) -> pd.DataFrame:
    """Each text in force beside the one before (see policy_corpus/analysis/updates.py), with company and platform."""
    versions, presence = (
        t[t["document"].isin(documents["document"])] for t in (corpus.versions, corpus.presence)
    )
    counts, _ = tables.load_term_matrix(corpus.folder)
    rows = updates(corpus.captures, versions, presence, corpus.clauses, counts, chosen)
    names = documents[["document", "company", "platform", "jurisdiction", "well_known"]].astype(
        {"document": object}
    )
    return rows.merge(names, on="document", validate="many_to_one")


def archive_facts(folder: Path = TABLES) -> pd.DataFrame:
    """The archives that the tables of a folder were made from, a row each: archive (its name), commit."""
    return pd.DataFrame(read_manifest(folder)["archives"].items(), columns=["archive", "commit"])


# ---------------------------------------------------------------- tell


def percent(share: float, digits: int = 0) -> str:
    """A share (0 to 1) as a percentage in words, with `digits` after the point.

    >>> percent(0.123), percent(0.123, digits=1)
    ('12 %', '12.3 %')
    """
    return f"{100 * share:.{digits}f} %"


def in_points(table: pd.DataFrame, digits: int = 0, factor: float = 100) -> pd.DataFrame:
    """Differences of shares (0 to 1) as points with their sign, in words; a missing one is –. To be read.

    >>> in_points(pd.DataFrame({"change": [0.184], "low": [float("nan")]})).to_dict("records")
    [{'change': '+18', 'low': '–'}]
    """
    return plain(table.map(lambda value: "–" if pd.isna(value) else f"{factor * value:+.{digits}f}"))


def in_percent(table: pd.DataFrame) -> pd.DataFrame:
    """Shares (0 to 1) as whole percents; a missing one is <NA>. To be read."""
    return plain((100 * table).astype(float).round(0).astype("Int64"))


def changes(table: pd.DataFrame) -> pd.DataFrame:
    """Changes of shares (start, end, change, low, high; 0 to 1) in percent and points, as the heads say."""
    shares = in_percent(table[["start", "end"]]).add_suffix(" (%)")
    return shares.join(in_points(table[["change", "low", "high"]]).add_suffix(" (points)"))


def show_ledger(rows: pd.DataFrame) -> None:
    """Show rows of the ledger as a list, each with its day in force and a link to its archived page, or "None.".

    A change in a gap of tracking has both ends of the gap in place of a day. A denial has what it covers, and whether
    that is for everyone.
    """
    rows = rows.sort_values(["in_force", "platform", "category"])
    covers = denials.of_changes(rows, denials.read_denials())
    lines = [
        f"- {_day_of(row)} {prose.as_text(row.platform)} ({row.jurisdiction}): {NAMES[row.category]}"
        f"{covered and f', {covered}'} ([archived]({row.url}))"
        for row, covered in zip(rows.itertuples(), covers, strict=True)
    ]
    display(Markdown("\n".join(lines) or "None."))


def show_denials(rows: pd.DataFrame) -> None:
    """Show who denies (denials.today), an item a platform, category and scope: what, where, since when, with links."""
    lines = []
    for category, of_category in rows.groupby("category", sort=False):
        lines += ["", f"**{NAMES[category]}**", ""]
        for (platform, scope), own in of_category.groupby(["platform", "scope"], sort=False):
            said = "; ".join(map(_denial, own.itertuples()))
            both = " Elsewhere its policy says that it does." if own["both"].any() else ""
            lines.append(f"- {prose.as_text(platform)}, {scope}: {said}.{both}")
    display(Markdown("\n".join(lines) or "None."))


def _denial(row) -> str:
    """A denial in words: what it covers, in which regions' texts, since when, with a link."""
    where = "" if row.regions == "unspecified" else f"; read in {row.regions}"
    before = " or before" if row.from_first else ""
    covers = row.covers.removeprefix(denials.ALL_USERS)
    return f"{covers} ([since {row.since:%Y-%m-%d}{before}]({row.url}){where})"


def _day_of(row) -> str:
    """The day in force of a row of the ledger, or the days between which it lies."""
    if row.uncertain:
        return f"between {row.gap_from:%Y-%m-%d} and {row.gap_until:%Y-%m-%d}"
    return f"{row.in_force:%Y-%m-%d}"


def show_regions(differing: pd.DataFrame, pages: pd.DataFrame) -> None:
    """Show what regions differ in (region_differences.so_since) as a list, each text with a link and its day."""
    pages = pages.set_index(["policy", "region"])

    def links(policy: str, regions: list[str]) -> str:
        own = [pages.loc[(policy, region)] for region in regions]
        return ", ".join(
            f"[{page.name[1]}]({archived_at(page.archive, page.commit, page.path)}) ({page.captured:%Y-%m-%d})"
            for page in own
        )

    lines = [
        f"- {prose.as_text(policy)}, {NAMES[category]}: in {links(policy, row['with'])}; "
        f"not in {links(policy, row['without'])}. So since {row['since']:%Y-%m-%d}"
        + (", when all of them were first archived." if row["since"] == row["archived"] else ".")
        for (policy, category), row in differing.iterrows()
    ]
    display(Markdown("\n".join(lines) or "None."))


def show_pages(pages: dict[pd.Timestamp, str]) -> None:
    """Show archived pages, day → address, as a list of links."""
    display(Markdown("\n".join(f"- [{day:%d %B %Y}]({address})" for day, address in pages.items())))


def show_list(texts) -> None:
    """Show texts as a list, or "None."."""
    display(Markdown("\n".join(f"- {prose.as_text(text)}" for text in texts) or "None."))


def show_places(places: pd.DataFrame, told: str) -> None:
    """Show places of clauses (platform, since, section, address) as a list with links, and what is `told` of each."""
    lines = [
        f"- {prose.as_text(place['platform'])}, section {prose.as_text(place['section'])}, "
        f"[since {pd.Timestamp(place['since']):%Y-%m-%d}]({place['address']}): {told} "
        f"{prose.as_text(str(place[told]))}"
        for _, place in places.iterrows()
    ]
    display(Markdown("\n".join(lines) or "None."))


def plain(table: pd.DataFrame) -> pd.DataFrame:
    """A table to be read: in its heads, its index and its column `category` names for keys, spaces for underscores.

    Keys are those of categories and of what readers found (details.PLAIN).

    >>> plain(pd.DataFrame({"in_force": [1]}, index=["ai_training"]))
                 in force
    AI training         1
    """

    def read(label):
        return names.get(label, label.replace("_", " ")) if isinstance(label, str) else label

    names = NAMES | details.PLAIN
    if "category" in table:
        table = table.assign(category=table["category"].map(read))
    named = table.rename(index=read, columns=read)
    return named.rename_axis(
        index=list(map(read, named.index.names)), columns=list(map(read, named.columns.names))
    )


def sector_name(sector: str) -> str:
    """A sector as a reader would write it.

    >>> sector_name("ai"), sector_name("media")
    ('AI', 'Media')
    """
    return sector.upper() if len(sector) == 2 else sector.capitalize()


def quoted(texts) -> str:
    """Texts in quotation marks, joined by semicolons, or "none"."""
    return "; ".join(f"“{text}”" for text in texts) or "none"


__all__ = offered(globals(), "draw", "cluster_clauses", "facts", "Corpus")


def __dir__() -> list[str]:
    """What completion shows: the groups load, draw and tell, and nothing that they are made of."""
    return __all__
