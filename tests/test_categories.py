"""data/categories.csv is the one home of the categories; a row that cannot be right is named with its mend."""

import pytest
import yaml

from policy_corpus import categories
from policy_corpus.categories import Categories
from policy_corpus.errors import CorpusError
from policy_corpus.paths import DATA

HEAD = "key,name,role,colour_light,colour_dark\n"
ROW = "gaze,Eye movements,story,#112233,#ddeeff\n"


def test_every_category_has_a_role_and_a_name_and_a_colour_of_its_own():
    assert categories.STORY[:3] == ["biometric", "employment", "ai_training"]
    assert {*categories.STORY, *categories.CONTROLS, *categories.CONTEXT} == {*categories.ALL}
    rows = categories.PUBLISHED.rows
    for column in ("key", "name", "colour_light", "colour_dark"):
        assert len({getattr(row, column) for row in rows}) == len(rows), column


def test_the_published_lexicon_has_exactly_these_categories():
    lexicon = yaml.safe_load((DATA / "lexicon.yml").read_text(encoding="utf-8"))["categories"]
    categories.PUBLISHED.match(lexicon, "lexicon.yml")


@pytest.mark.parametrize("column", ["colour_light", "colour_dark"])
def test_a_line_can_be_seen_on_its_ground(column):
    """A contrast of three to one, as WCAG 1.4.11 wants of graphics."""
    ground = {"colour_light": "#FFFFFF", "colour_dark": "#121212"}[column]
    for row in categories.PUBLISHED.rows:
        high, low = sorted((luminance(getattr(row, column)), luminance(ground)), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 3, row.key


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_another_file_is_read_in_its_order(tmp_path):
    path = tmp_path / "categories.csv"
    path.write_text(HEAD + "tea,Tea,control,#777777,#888888\n" + ROW, encoding="utf-8")
    found = Categories.read(path)
    assert found.keys == ["tea", "gaze"]
    assert (found.of("story"), found.of("control"), found.of("context")) == (["gaze"], ["tea"], [])
    assert found.names["gaze"] == "Eye movements"
    assert found.colours == {"tea": "#777777", "gaze": "#112233"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("key,name\n", "first line must be key,name,role,colour_light,colour_dark"),
        (
            HEAD + "gaze,Eye movements,plot,#112233,#ddeeff\n",
            "line 2: role is 'plot'.*story, control, context",
        ),
        (HEAD + "gaze,Eye movements,story,red,#ddeeff\n", "line 2: colour_light is 'red'.*such as #D55E00"),
        (HEAD + "gaze,Eye movements,story,#112233,#ddee\n", "line 2: colour_dark is '#ddee'"),
        (HEAD + "Eye gaze,Eye movements,story,#112233,#ddeeff\n", "line 2: key is 'Eye gaze'.*underscores"),
        (HEAD + "gaze,,story,#112233,#ddeeff\n", "line 2: name is ''"),
        (HEAD + "gaze,=1+1,story,#112233,#ddeeff\n", "line 2: name is '=1\\+1'; letters that are not shown"),
        (HEAD + "gaze,Eye\u202es,story,#112233,#ddeeff\n", "and formulas, are no name"),
        (HEAD + ROW + ROW, "line 3: the key 'gaze' is there already"),
        (HEAD + "gaze,Eye movements,story,#112233\n", "line 2: must have 5 cells"),
        (HEAD + "gaze,Eye, movements,story,#112233,#ddeeff\n", "line 2: must have 5 cells"),
        (HEAD + ROW.replace("story", "control"), "no category has the role story"),
    ],
)
def test_what_cannot_be_right_is_named_with_its_file_and_line(tmp_path, text, words):
    path = tmp_path / "categories.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=words) as error:
        Categories.read(path)
    assert str(error.value).startswith(str(path))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CorpusError, match=r"none\.csv: the categories cannot be read.*git checkout"):
        Categories.read(tmp_path / "none.csv")


def test_lexicon_and_rows_must_hold_the_same_categories():
    known = categories.ALL
    with pytest.raises(CorpusError, match=r"lexicon\.yml: the category 'gaze' has no row.*categories\.csv"):
        categories.PUBLISHED.match([*known, "gaze"], "lexicon.yml")
    with pytest.raises(CorpusError, match=r"categories\.csv: the category 'children' has no terms"):
        categories.PUBLISHED.match([key for key in known if key != "children"], "lexicon.yml")
