"""The panel's series → the picture that goes with a link to the report: the question, the answer, the chart."""

import io
import textwrap

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.ticker import PercentFormatter

from policy_corpus.categories import COLOURS
from policy_corpus.draw_parts import STYLE

WIDTH, HEIGHT, DOTS = 1200, 630, 100  # the size that services which show previews ask for


@plt.style.context(STYLE)
def preview(series: pd.DataFrame, names: dict[str, str], title: str, answer: str) -> bytes:
    """A PNG of 1200 by 630 points: title, answer, and the corrected share of each category of `names` over time.

    `series` is panel_by_quarter.csv with its days as timestamps.
    """
    figure = plt.figure(figsize=(WIDTH / DOTS, HEIGHT / DOTS), dpi=DOTS, layout="none")
    figure.text(0.05, 0.9, title, fontsize=27, weight="bold", va="center")
    figure.text(0.05, 0.845, textwrap.fill(answer, 88), fontsize=16, va="top", linespacing=1.35)
    axis = figure.add_axes((0.09, 0.1, 0.52, 0.56))
    read = series[series["corrected"].notna()].sort_values("period")
    own = {category: read[read["category"] == category] for category in names}
    free = 0.0
    for category in sorted(names, key=lambda name: own[name]["corrected"].iloc[-1]):  # from below
        days, shares, colour = own[category]["period"], own[category]["corrected"], COLOURS[category]
        axis.plot(days, shares, color=colour, linewidth=3.5, marker="o", markersize=9)
        label = f"{names[category]} {100 * shares.iloc[0]:.0f} → {100 * shares.iloc[-1]:.0f} %"
        height = max(shares.iloc[-1], free)
        free = height + 0.09
        place = days.iloc[-1] + pd.Timedelta(days=60)
        axis.text(place, height, label, fontsize=15, color=colour, weight="bold", va="center")
    axis.set_ylim(0, 1)
    axis.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axis.tick_params(labelsize=14)
    png = io.BytesIO()
    figure.savefig(png, format="png", dpi=DOTS, bbox_inches=None, metadata={"Software": None})
    plt.close(figure)
    return png.getvalue()
