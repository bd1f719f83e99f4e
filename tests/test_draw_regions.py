"""The panels of regions: a block a text, the marks behind as a table, a key for each."""

from drawings import FIGURES, PAGES, REGIONS

from policy_corpus import draw_parts, draw_regions
from policy_corpus.extract.stance import STRONGEST_FIRST


def test_the_panels_are_one_picture_with_the_table_behind(monkeypatch):
    shown = []
    monkeypatch.setattr(draw_parts, "display", shown.append)
    FIGURES["regions"]("What it shows.")
    data, _ = shown[0]._repr_mimebundle_()
    assert data["text/csv"].splitlines() == [
        "policy,category,US,EU,GB",
        "Birch,biometric,collects,nothing,",
        "Acorn,biometric,denies,denies,mentions",
    ]


def test_regions_of_one_text_stand_in_one_block_and_those_without_last():
    acorn, birch = (
        draw_regions.blocks(PAGES[PAGES["policy"] == name], REGIONS) for name in ("Acorn", "Birch")
    )
    assert acorn == [(1, ["US", "EU"]), (2, ["GB"])]
    assert birch == [(1, ["US"]), (2, ["EU"]), (0, ["GB"])]


def test_whatever_a_text_can_say_has_a_mark():
    assert list(draw_regions.MARKS) == [*STRONGEST_FIRST, "nothing"]
