"""Completion shows what a notebook calls, and nothing that it is made of."""

import re

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

import helpers
from policy_corpus import analysis, draw
from policy_corpus.analysis import adoption, census, clusters_over_time, over_time, pace
from policy_corpus.paths import PACKAGE
from policy_corpus.public import offered


@pytest.fixture(scope="module")
def shell():
    shell = InteractiveShell.instance()
    shell.run_cell("import helpers as h\nfrom policy_corpus import analysis")
    yield shell
    InteractiveShell.clear_instance()


def completed(shell, text: str) -> set[str]:
    with provisionalcompleter():
        found = {completion.text for completion in shell.Completer.completions(text, len(text))}
    return {name for name in found if not name.startswith("_")}


@pytest.mark.parametrize(("text", "module"), [("h.", helpers), ("h.draw.", draw), ("analysis.", analysis)])
def test_completion_shows_what_is_offered(shell, text, module):
    assert completed(shell, text) == set(module.__all__)


def test_helpers_offer_load_draw_tell_and_no_library():
    assert {"load_corpus", "draw", "plain", "save_findings"} <= set(dir(helpers))
    assert not {"pd", "sparse", "Path", "prose", "json"} & set(dir(helpers))
    assert all(hasattr(helpers, name) for name in helpers.__all__)


def test_analysis_offers_every_module_of_the_folder():
    rooms = (PACKAGE / "analysis").iterdir()
    there = {path.stem for path in rooms if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert set(dir(analysis)) == there - {"__init__"}
    assert analysis.panels.__name__ == "policy_corpus.analysis.panels"


def test_a_module_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(AttributeError, match=r"has no module pears; it has .*over_time"):
        analysis.pears  # noqa: B018


def test_names_that_begin_with_a_line_and_imports_are_not_offered():
    names = {"__name__": __name__, "_own": completed, "completed": completed, "pytest": pytest}
    assert offered(names | {"offered": offered}, "handed_on") == ["completed", "handed_on"]


MEASURES = {
    over_time: ["prevalence", "intensity", "change_between", "flows", "pooled_share"],
    adoption: ["adoption_curve", "ends", "rates"],
    pace: ["rate_ratio"],
    clusters_over_time: ["changed", "clear_of_zero", "shares_by_category"],
    census: ["accuracy", "corrected"],
}
UNIT = re.compile(r"0 to 1|\bshares?\b|per 1,000|per 100|company-years|counted|[Cc]lauses|columns sum to 1")


@pytest.mark.parametrize(("module", "name"), [(m, name) for m, names in MEASURES.items() for name in names])
def test_a_measure_says_its_unit(module, name):
    assert UNIT.search(getattr(module, name).__doc__), (
        f"{module.__name__}.{name}: say in which unit its numbers are"
    )
