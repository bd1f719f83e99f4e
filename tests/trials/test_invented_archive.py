"""The invented archive has the layout it stands for, and is built like any other."""

from itertools import islice

import pandas as pd
import pytest

from policy_corpus.errors import CorpusError
from policy_corpus.extract.build import build
from policy_corpus.trials import invented_archive
from policy_corpus.trials.invented_archive import pages, path_of, site_name, write


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("invented") / "archive"
    return folder, write(folder, sites=4, seed=1)


def test_a_seed_gives_the_same_archive_and_another_seed_another(made, tmp_path):
    pins = [(made[0] / "pins.json").read_text()]
    for seed in (1, 2):
        write(tmp_path / str(seed), sites=4, seed=seed)
        pins.append((tmp_path / str(seed) / "pins.json").read_text())
    assert pins[0] == pins[1] != pins[2]


def test_it_is_built_end_to_end_and_every_page_is_a_capture(made, tmp_path):
    folder, n_pages = made
    archive = {"archives": folder / "archives", "data": folder / "data", "sources": folder / "sources.yml"}
    build(out=tmp_path / "tables", workers=1, **archive)
    captures = pd.read_parquet(tmp_path / "tables" / "captures.parquet")
    assert len(captures) == n_pages
    assert captures["document"].nunique() == 4
    assert set(captures["path"]) == {path_of(site_name(number)) for number in range(4)}
    assert (captures["status"] == "ok").mean() > 0.9


def test_no_two_sites_have_one_name():
    assert len({site_name(number) for number in range(130_000)}) == 130_000


def test_pages_lie_in_half_years_of_their_own_and_ascend():
    for number in range(50):
        days = [day for day, _ in pages(number, 0)]
        halves = [2 * day.year + (day.month > 6) for day in days]
        assert halves == sorted(set(halves))
        assert halves[0] >= invented_archive.FIRST_HALF
        assert halves[-1] <= invented_archive.LAST_HALF


def test_about_half_of_the_pages_say_what_the_one_before_said():
    same = []
    for number in range(60):
        said = [text.partition("\n")[2] for _, text in pages(number, 0)]
        same += [one == other for one, other in zip(said, islice(said, 1, None), strict=False)]
    assert 0.4 < sum(same) / len(same) < 0.6


def test_a_folder_that_holds_something_is_left_alone(made):
    with pytest.raises(CorpusError, match="is not empty; name a new folder"):
        write(made[0], sites=1)
