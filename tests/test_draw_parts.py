"""Every kind of figure: one picture, its alternative and table; type to be read, nothing cut off, labels apart."""

import io
import xml.etree.ElementTree as ElementTree
from base64 import b64decode
from dataclasses import dataclass
from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from drawings import FIGURES, HOSTILE, TITLE
from matplotlib.text import Text

from policy_corpus import draw_marks, draw_parts
from policy_corpus.paths import VECTOR

ALT = "What it shows."
COLUMN, PHONE = 688, 326  # CSS pixels: the report's text column at 1280, and what a screen of 360 leaves


@dataclass
class Shown:
    """What a function showed where the report is built: its figures (PNG, wide SVG, narrow SVG), what came of them."""

    figures: list
    data: dict
    metadata: dict
    gave: object
    looked: bool  # whether the user's own style is as it was


@pytest.fixture(scope="module", params=FIGURES)
def shown(request) -> Shown:
    """Each kind of figure in turn, drawn once."""
    figures, pictures, before = [], [], dict(plt.rcParams)
    saved = draw_parts._saved
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VECTOR, "1")
        patch.setattr(draw_parts, "display", pictures.append)
        patch.setattr(
            draw_parts, "_saved", lambda figure, *more: figures.append(figure) or saved(figure, *more)
        )
        gave = FIGURES[request.param](ALT)
    (picture,) = pictures
    return Shown(figures, *picture._repr_mimebundle_(), gave, dict(plt.rcParams) == before)


@pytest.fixture
def displayed(monkeypatch) -> list:
    """What was displayed."""
    pictures = []
    monkeypatch.setattr(draw_parts, "display", pictures.append)
    return pictures


def texts_of(figure) -> list[Text]:
    """The texts of a figure that are seen."""
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]


def test_no_type_is_below_nine_points_at_the_width_it_is_shown_in(shown):
    for figure, room in zip(shown.figures, (COLUMN, COLUMN, PHONE), strict=True):
        scale = room / (figure.get_figwidth() * draw_parts.PIXELS)
        small = {text.get_text() for text in texts_of(figure) if text.get_fontsize() * scale < 9}
        assert small == set()


def test_nothing_is_cut_off(shown):
    for figure in shown.figures[1:]:
        figure.draw_without_rendering()
        drawn, whole = figure.get_tightbbox(), figure.bbox_inches
        heads = [artist.get_window_extent() for artist in [*figure.texts, *figure.legends]]
        edges = [(box.x0, box.y0, box.x1, box.y1) for box in heads]
        reach = np.array([*edges, np.array(drawn.extents) * figure.dpi])
        assert reach[:, :2].min() >= -1
        assert reach[:, 2].max() <= whole.x1 * figure.dpi + 1
        assert reach[:, 3].max() <= whole.y1 * figure.dpi + 1


def test_labels_do_not_lie_on_each_other(shown):
    for figure in shown.figures[1:]:
        figure.draw_without_rendering()
        for axis in figure.axes:
            labels = [text for text in axis.texts if text.get_label() in draw_marks.KINDS]
            boxes = [(text.get_text(), text.get_window_extent()) for text in labels]
            pairs = combinations(boxes, 2)
            assert [(a, b) for (a, box), (b, other) in pairs if box.padded(-0.5).overlaps(other)] == []


def test_head_and_charts_stand_apart(shown):
    for figure in shown.figures[1:]:
        figure.draw_without_rendering()
        *heads, foot = [text.get_window_extent() for text in figure.texts]
        heads += [legend.get_window_extent() for legend in figure.legends]
        charts = [axis.get_tightbbox() for axis in figure.axes if axis.get_visible()]
        assert min(box.y0 for box in heads) >= max(box.y1 for box in charts) - 1
        assert foot.y1 <= min(box.y0 for box in charts) + 1


def test_a_figure_is_one_picture_with_a_text_alternative(shown):
    assert shown.gave is None
    assert shown.metadata["image/png"] == {"alt": ALT, "width": draw_parts.WIDTH}
    picture = plt.imread(io.BytesIO(b64decode(shown.data["image/png"])), format="png")
    assert picture.shape[1] >= 2 * draw_parts.WIDTH
    assert picture[:, :, :3].std() > 0.01  # something is drawn
    assert plt.get_fignums() == []


def test_where_the_report_is_built_a_figure_comes_as_svg_too_wide_and_narrow(shown):
    for name, inches in ((draw_parts.SVG, 7.2), (draw_parts.SVG_NARROW, 3.4)):
        root = ElementTree.fromstring(shown.data[name])
        assert float(root.get("width").removesuffix("pt")) == pytest.approx(72 * inches)
        assert not [part for part in root.iter() if part.tag.endswith(("script", "foreignObject"))]
        links = [value for part in root.iter() for key, value in part.items() if key.endswith("href")]
        assert [link for link in links if not link.startswith(("#", "data:image/png;"))] == []
        assert TITLE in shown.data[name]
        assert ALT in shown.data[name]


def test_a_users_own_figures_keep_their_look(shown):
    assert shown.looked


def test_a_name_is_text_in_a_figure_and_no_formula(displayed, monkeypatch):
    figures = []
    monkeypatch.setattr(draw_parts, "_saved", lambda figure, *_: figures.append(figure) or b"")
    FIGURES["counts"](ALT)
    (name,) = [text for text in texts_of(figures[0]) if text.get_text() == HOSTILE]
    plt.close("all")
    assert not name.get_parse_math()


@pytest.mark.parametrize("vector", ["", "1"])
def test_the_same_figure_gives_the_same_bytes(vector, displayed, monkeypatch):
    monkeypatch.setenv(VECTOR, vector)
    for _ in range(2):
        FIGURES["close lines"](ALT)
    first, second = (image._repr_mimebundle_()[0] for image in displayed)
    assert len(first) == (4 if vector else 2)
    assert first == second


def test_a_figure_without_a_table_brings_none(displayed):
    figure, _ = draw_parts.new_figure()
    draw_parts.show(figure, ALT)
    assert set(displayed[0]._repr_mimebundle_()[0]) == {"image/png"}


def test_a_key_has_as_many_columns_as_have_room():
    with plt.style.context(draw_parts.STYLE):
        assert draw_parts._columns(["one", "two", "three"], 7) == 3
        assert draw_parts._columns(["one", "a much longer name", "three"], 3.4) == 2
        assert draw_parts._columns(["one", "two"], 0.5) == 1
        assert draw_parts._columns([], 7) == 1


def test_heads_of_the_table_say_what_its_numbers_are_in():
    rows = pd.DataFrame({"value": [0.5], "low": [0.25], "companies": [4]}, ["a"])
    assert draw_parts._as_csv(rows, "share").splitlines()[0] == ",value (share),low (share),companies"
    matrix = pd.DataFrame({"Biometric": [0.5]}, ["a"])
    assert draw_parts._as_csv(matrix, "share").splitlines()[0] == ",Biometric (share)"
    assert draw_parts._as_csv(pd.Series([3], ["a"], name="share"), "share").splitlines()[0] == ",share"
    assert draw_parts._as_csv(pd.Series([3], ["a"]), "count").splitlines()[0] == ",value (count)"
    assert draw_parts._as_csv(rows).splitlines()[0] == ",value,low,companies"
