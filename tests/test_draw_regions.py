"""The panels of regions: a block a text, the marks behind as a table, a key for each."""

import io

import matplotlib.pyplot as plt
import pandas as pd

from policy_corpus import draw, draw_regions
from policy_corpus.extract.stance import STRONGEST_FIRST

REGIONS = ["US", "EU", "GB"]
SAID = pd.DataFrame(
    [
        ("Birch", "US", "biometric", "collects"),
        ("Birch", "EU", "biometric", "nothing"),
        ("Acorn", "US", "biometric", "denies"),
        ("Acorn", "EU", "biometric", "denies"),
        ("Acorn", "GB", "biometric", "mentions"),
    ],
    columns=["policy", "region", "category", "says"],
)
PAGES = pd.DataFrame(
    [("Birch", "US", 1), ("Birch", "EU", 2), ("Acorn", "US", 1), ("Acorn", "EU", 1), ("Acorn", "GB", 2)],
    columns=["policy", "region", "text"],
)


def test_the_panels_are_one_picture_with_the_table_behind(monkeypatch):
    shown = []
    monkeypatch.setattr(draw, "display", shown.append)
    draw_regions.panels(SAID, PAGES, REGIONS, ["Birch"], "Title", "What it shows.")
    data, metadata = shown[0]._repr_mimebundle_()
    assert metadata["image/png"]["alt"] == "What it shows."
    assert data["text/csv"].splitlines() == [
        "policy,category,US,EU,GB",
        "Birch,biometric,collects,nothing,",
        "Acorn,biometric,denies,denies,mentions",
    ]
    assert plt.imread(io.BytesIO(shown[0].data), format="png").shape[1] >= 1.5 * draw.WIDTH
    assert plt.get_fignums() == []


def test_regions_of_one_text_stand_in_one_block_and_those_without_last():
    acorn, birch = (
        draw_regions.blocks(PAGES[PAGES["policy"] == name], REGIONS) for name in ("Acorn", "Birch")
    )
    assert acorn == [(1, ["US", "EU"]), (2, ["GB"])]
    assert birch == [(1, ["US"]), (2, ["EU"]), (0, ["GB"])]


def test_whatever_a_text_can_say_has_a_mark():
    assert list(draw_regions.MARKS) == [*STRONGEST_FIRST, "nothing"]
