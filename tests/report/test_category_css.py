"""The pages' colours follow data/categories.csv."""

from category_css import rules

from policy_corpus.categories import PUBLISHED, Categories


def test_every_category_has_a_colour_in_each_theme_and_controls_are_dashed(tmp_path):
    path = tmp_path / "categories.csv"
    path.write_text(
        "key,name,role,colour_light,colour_dark\n"
        "gaze,Eye movements,story,#112233,#ddeeff\n"
        "tea,Tea,control,#777777,#888888\n",
        encoding="utf-8",
    )
    css = rules(Categories.read(path))
    assert ".c-gaze { --c: #112233; }" in css.splitlines()
    assert 'html[data-theme="dark"] .c-gaze { --c: #ddeeff; }' in css.splitlines()
    assert [line for line in css.splitlines() if "dasharray" in line] == [
        "svg.chart .line.c-tea { stroke-dasharray: 8 2 2 2; }"
    ]


def test_the_published_categories_are_told_apart_by_colour_or_dash():
    css = rules().splitlines()
    looks = {}
    for row in PUBLISHED.rows:
        dashes = [line.partition("{")[2] for line in css if line.startswith(f"svg.chart .line.c-{row.key} ")]
        looks[row.key] = (row.colour_light, tuple(dashes))
    assert len(set(looks.values())) == len(looks)
