"""Spans of the corpus → days with a kind of language by period: prevalence, intensity, changes, with their bounds."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from policy_corpus.analysis import bootstrap
from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.select import categories_in, clauses_of
from policy_corpus.categories import NAMES, STORY
from policy_corpus.errors import CorpusError, check_known
from policy_corpus.story import END, FIRST_YEAR

FREQUENCIES = {"QS": "quarters", "YS": "years", "MS": "months"}  # pandas' offsets of period starts


def by_period(
    spans: pd.DataFrame, frequency: str = "QS", by: tuple = ("document",), weight: str | None = None
) -> pd.Series:
    """Days of the spans in each period, summed over the columns `by`: index (*by, period).

    `frequency` is one of FREQUENCIES; `weight` a column days count by. CorpusError for another frequency.
    """
    check_known("frequency", [frequency], FREQUENCIES)
    edges = pd.date_range(f"{FIRST_YEAR}-01-01", END, freq=frequency)
    start = spans["from"].to_numpy("datetime64[D]")
    end = spans["until"].to_numpy("datetime64[D]")
    keys = spans.groupby(list(by), observed=True, sort=True).ngroup().to_numpy()
    names = spans[list(by)].astype(dict.fromkeys(by, object)).groupby(keys).first()
    out = np.zeros((len(names), len(edges) - 1))
    for place, (first, last) in enumerate(pairwise(edges)):
        begin, stop = np.maximum(start, np.datetime64(first, "D")), np.minimum(end, np.datetime64(last, "D"))
        within = np.maximum((stop - begin).astype(int), 0)
        np.add.at(out[:, place], keys, within * spans[weight].to_numpy() if weight else within)
    table = pd.DataFrame(
        out, index=pd.MultiIndex.from_frame(names), columns=pd.Index(edges[:-1], name="period")
    )
    return table.stack().rename("days")


def union(spans: pd.DataFrame, by: tuple = ("document",)) -> pd.DataFrame:
    """The days on which one of the spans or more is in force, as spans that do not overlap: *by, from, until.

    >>> days = pd.to_datetime(["2021-01-01", "2021-01-03", "2021-01-05"])
    >>> spans = pd.DataFrame({"document": "x", "from": days[:2], "until": days[1:]})
    >>> union(spans)[["from", "until"]].astype(str).values.tolist()
    [['2021-01-01', '2021-01-05']]
    """
    spans = spans.sort_values([*by, "from"])[[*by, "from", "until"]]
    group = spans.groupby(list(by), observed=True, sort=False).ngroup()
    reach = spans.groupby(group)["until"].cummax().shift()
    fresh = (group != group.shift()) | (spans["from"] > reach)
    merged = spans.assign(run=fresh.cumsum()).groupby("run")
    return merged.agg({**dict.fromkeys(by, "first"), "from": "first", "until": "max"}).reset_index(drop=True)


def measure(
    corpus: Corpus,
    categories: list[str],
    documents: pd.DataFrame,
    frequency: str = "QS",
    stance: str = "collects",
) -> pd.DataFrame:
    """What prevalence and intensity are made of, one row per category, document and period.

    Columns: days (followed), days_with (with at least one clause of the category and stance), intensity_days
    (days × clauses of the category per 1,000 clauses in force). Periods not followed have no row. CorpusError, which
    names what there is, for a category or a stance that the clauses do not have, or a frequency that is not known.
    """
    if not categories:
        raise CorpusError(
            f"no category was asked for; give some of: {', '.join(categories_in(corpus.clauses))}"
        )
    names = documents["document"]
    presence = corpus.presence[corpus.presence["document"].isin(names)]
    days = by_period(corpus.versions[corpus.versions["document"].isin(names)], frequency)
    base = pd.DataFrame({"days": days[days > 0]})
    all_clauses = by_period(presence, frequency).reindex(base.index).clip(lower=1)
    parts = []
    for category in categories:
        spans = presence[presence["clause"].isin(clauses_of(corpus, category, stance))]
        with_one = by_period(union(spans), frequency).reindex(base.index).fillna(0)
        thousandths = 1000 * by_period(spans, frequency).reindex(base.index).fillna(0) / all_clauses
        part = base.assign(category=category, days_with=with_one, intensity_days=thousandths * base["days"])
        parts.append(part.reset_index())
    return pd.concat(parts).merge(
        documents[["document", "company", "platform", "sector", "parent"]], on="document"
    )


def measure_captures(corpus: Corpus, categories: list[str], documents: pd.DataFrame) -> pd.DataFrame:
    """What `measure` finds by quarter where every capture is believed: no capture set aside, none split."""
    counted = [name for name in corpus.captures if name.startswith("collects_")]
    check_known("category", categories, [name.removeprefix("collects_") for name in counted])
    captures = corpus.captures[corpus.captures["document"].isin(documents["document"])].dropna(subset="text")
    captures = captures.sort_values(["document", "day"], kind="stable").rename(columns={"day": "from"})
    ends = captures["document"].map(documents.set_index("document")["until"]).astype("datetime64[us]")
    captures["until"] = captures.groupby("document", observed=True)["from"].shift(-1).fillna(ends)
    days = by_period(captures).rename("days")
    base = days[days > 0].to_frame()
    found = {c: by_period(captures[captures[f"collects_{c}"] > 0]) for c in categories}
    parts = [base.assign(category=c, days_with=d.reindex(base.index).fillna(0)) for c, d in found.items()]
    return pd.concat(parts).reset_index().merge(documents[["document", "company"]], on="document")


def prevalence(measured: pd.DataFrame, by: tuple = ("category", "period")) -> pd.DataFrame:
    """By category and period: value, the share (0 to 1) of followed days with the category; companies followed."""
    return _per_day(measured, "days_with", by)


def intensity(measured: pd.DataFrame, by: tuple = ("category", "period")) -> pd.DataFrame:
    """By category and period: value, clauses per 1,000 in force, mean over companies weighted by days; companies."""
    return _per_day(measured, "intensity_days", by)


def platform_lines(measured: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Intensity over time by platform, with gaps where it was not followed; its jurisdiction, if any, in brackets.

    A platform that never had such a clause has no line to show and is left out.
    """
    lines = {}
    for (platform, jurisdiction), own in measured.groupby(["platform", "jurisdiction"]):
        if not own["days_with"].any():
            continue
        wide = intensity(own)["value"].unstack("category").asfreq("QS")
        name = platform if jurisdiction == "unspecified" else f"{platform} ({jurisdiction})"
        lines[name] = wide.unstack().rename("value").to_frame()
    return lines


def _per_day(measured, column, by):
    grouped = measured.groupby(list(by), observed=True)
    sums = grouped[[column, "days"]].sum()
    return pd.DataFrame({"value": sums[column] / sums["days"], "companies": grouped["company"].nunique()})


def balanced(measured: pd.DataFrame, start: str, end: str) -> pd.DataFrame:
    """Only companies followed for half or more of every period from `start` to `end`, and these periods.

    CorpusError where no period that was measured begins between these days, where no company was followed in all of
    them, or where one is no day.
    """
    if measured.empty:
        raise CorpusError("nothing was measured; give `measure` documents with a policy in force")
    within = measured[(measured["period"] >= _day(start)) & (measured["period"] < _day(end))]
    if within.empty:
        first, last = (f"{day:%Y-%m-%d}" for day in (measured["period"].min(), measured["period"].max()))
        raise CorpusError(
            f"no period begins from {start} to {end}; those measured begin from {first} to {last}"
        )
    first = within[within["category"] == within["category"].iloc[0]]
    length = first.groupby("period")["days"].max()
    enough = first["days"] >= first["period"].map(length) / 2
    periods = first[enough].groupby("company")["period"].nunique()
    panel = within[within["company"].isin(periods.index[periods == len(length)])]
    if panel.empty:
        raise CorpusError(
            f"no company was followed in every period from {start} to {end}; ask for a shorter time"
        )
    return panel


def resampled(measured: pd.DataFrame, column: str, seed: int = 0, n_samples: int = 500) -> pd.DataFrame:
    """`column` per followed day in bootstrap samples of companies: samples × (category, period).

    Companies are drawn with replacement, all categories and periods of one together. `column` is days_with
    (prevalence) or intensity_days (intensity); CorpusError for one that was not measured.
    """
    check_known("measure", [column], measured.select_dtypes("number").columns)
    wide = {
        c: measured.pivot_table(c, "company", ["category", "period"], "sum", fill_value=0)
        for c in (column, "days")
    }
    drawn = bootstrap.draw(len(wide["days"]), seed, n_samples)
    values = (drawn @ wide[column].to_numpy()) / np.maximum(drawn @ wide["days"].to_numpy(), 1)
    return pd.DataFrame(values, columns=wide["days"].columns)


def bootstrap_band(measured: pd.DataFrame, column: str, seed: int = 0) -> pd.DataFrame:
    """Prevalence (days_with) or intensity (intensity_days) by category and period, with 95 % bounds low, high.

    The bounds are missing where fewer than `bootstrap.FEWEST` companies were followed.
    """
    bounds = _bounds(resampled(measured, column, seed))
    table = _per_day(measured, column, ("category", "period"))
    return table.join(bounds.where(table["companies"] >= bootstrap.FEWEST))


def change_between(measured: pd.DataFrame, start: str, end: str, column: str = "days_with", seed: int = 0):
    """Each category's value in the periods `start` and `end`, the difference, its 95 % bootstrap bounds.

    Units are the column's: of days_with the share of days followed (0 to 1), of intensity_days clauses per 1,000 in
    force. The bounds are missing where there are fewer than `bootstrap.FEWEST` companies. CorpusError where a period or
    `column` was not measured.
    """
    first, last = _day(start), _day(end)
    check_known("period", [first.date(), last.date()], sorted(measured["period"].dt.date.unique()))
    samples = _sampled_changes(measured, start, end, column, seed)
    value = _per_day(measured, column, ("category", "period"))["value"].unstack("period")
    table = value[[first, last]].set_axis(["start", "end"], axis=1)
    return table.assign(change=table["end"] - table["start"]).join(_told(_bounds(samples), measured))


def change_beyond(
    measured: pd.DataFrame, placebo: str, start: str, end: str, column: str = "days_with", seed: int = 0
) -> pd.DataFrame:
    """How much more each category changed than a placebo did, with 95 % bootstrap bounds, as in `change_between`.

    Columns beyond, low, high, in the same units. CorpusError where the placebo, a period or `column` was not measured.
    """
    check_known("category", [placebo], measured["category"].unique())
    change = change_between(measured, start, end, column, seed)["change"]
    samples = _sampled_changes(measured, start, end, column, seed)
    bounds = _told(_bounds(samples.sub(samples[placebo], axis=0)), measured)
    return (change - change[placebo]).rename("beyond").to_frame().join(bounds).drop(placebo)


def _day(text: str) -> pd.Timestamp:
    """A day; CorpusError where the text is none."""
    try:
        return pd.Timestamp(text)
    except ValueError:
        raise CorpusError(f"{text!r} is no day; write it as YYYY-MM-DD") from None


def _bounds(samples: pd.DataFrame) -> pd.DataFrame:
    """The 95 % bounds of each column of bootstrap samples: low, high."""
    return pd.DataFrame(bootstrap.bounds(samples.to_numpy()).T, samples.columns, ["low", "high"])


def _told(bounds: pd.DataFrame, measured: pd.DataFrame) -> pd.DataFrame:
    """The bounds, missing where there are so few companies that they would say more than is known."""
    return bounds if measured["company"].nunique() >= bootstrap.FEWEST else bounds * np.nan


def _sampled_changes(measured, start, end, column, seed) -> pd.DataFrame:
    samples = resampled(measured, column, seed)
    first, last = (samples.xs(pd.Timestamp(day), axis=1, level="period") for day in (start, end))
    return last - first


def changes(panels: dict[str, pd.DataFrame], start: str, end: str) -> pd.DataFrame:
    """The change of prevalence in points, one row a panel (what `measure` returns), with its companies."""
    rows = {
        name: (100 * change_between(measured, start, end)["change"]).round().astype(int)
        for name, measured in panels.items()
    }
    companies = {name: measured["company"].nunique() for name, measured in panels.items()}
    return pd.DataFrame(rows).T.rename(columns=NAMES).assign(companies=pd.Series(companies))


def pooled_share(rows: pd.DataFrame, column: str, seed: int = 0, n_samples: int = 2000) -> pd.Series:
    """The share of rows where `column` holds: share, low, high (95 %, companies resampled), rows, companies."""
    counts = rows.groupby("company")[column].agg(["sum", "size"]).to_numpy()
    share = bootstrap.estimate(lambda drawn: np.divide(*(drawn @ counts).T), len(counts), seed, n_samples)
    values = {"share": share.value, "low": share.low, "high": share.high, "rows": len(rows)}
    return pd.Series({**values, "companies": len(counts)})


def flows(ledger: pd.DataFrame, frequency: str = "QS", categories: Sequence[str] = STORY) -> pd.DataFrame:
    """Companies and clauses that a ledger has as added and removed, by category and period (when in force).

    A change in a gap that spans several periods is in none of them: `undated` finds these.
    """
    edges = pd.date_range(f"{FIRST_YEAR}-01-01", END, freq=frequency)
    dated = ledger[~undated(ledger, frequency)]
    bins = pd.cut(dated["in_force"], edges, right=False, labels=edges[:-1])
    rows = dated.assign(period=pd.to_datetime(bins.astype(object)))[dated["change"] != "denial_added"]
    rows = rows[(rows["stance"] == "collects") & rows["period"].notna()]
    groups = rows.groupby(["category", "period", "change"])
    table = groups.agg(companies=("company", "nunique"), clauses=("clauses", "sum")).unstack(fill_value=0)
    index = pd.MultiIndex.from_product([categories, edges[:-1]], names=["category", "period"])
    columns = pd.MultiIndex.from_product([["companies", "clauses"], ["added", "removed"]])
    table = table.reindex(index=index, columns=columns, fill_value=0)
    return table.set_axis([f"{what} {change}" for what, change in table.columns], axis=1).astype(int)


def undated(ledger: pd.DataFrame, frequency: str = "QS") -> pd.Series:
    """Which rows of a ledger lie in a gap of tracking that spans several periods (quarters; "YS" for years)."""
    of_year = frequency.removesuffix("S")
    earliest = (ledger["gap_from"] + pd.Timedelta(days=1)).where(ledger["uncertain"], ledger["in_force"])
    return earliest.dt.to_period(of_year) != ledger["in_force"].dt.to_period(of_year)


def companies_within(added: pd.DataFrame, day: str, days: int) -> int:
    """How many documents of the ledger's rows have rows of all the story's categories within so many days.

    `day` is the column that dates a row: in_force or announced. Changes in a gap are at no known distance.
    """
    added = added[~added["uncertain"]]
    pairs = added.merge(added, on="document", suffixes=("", "_later"))
    apart = (pairs[f"{day}_later"] - pairs[day]).dt.days
    kinds = pairs[apart.between(0, days)].groupby(["document", day])["category_later"].nunique()
    return kinds[kinds == len(STORY)].reset_index()["document"].nunique()
