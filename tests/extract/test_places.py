"""Where clauses of the story stand in the archives: of an invented corpus, and of the published tables."""

import random

import pandas as pd
import pytest
from invented import corpus

from policy_corpus.extract.archive import read_blobs
from policy_corpus.extract.build import build
from policy_corpus.extract.identity import clause_hash, clause_key, words_of
from policy_corpus.extract.raw_lines import RawLines
from policy_corpus.extract.repository import repository
from policy_corpus.extract.sources import read_sources, source_of
from policy_corpus.extract.text import Cutter
from policy_corpus.paths import TABLES

SPAN = ["document", "clause", "from"]
SAMPLE, SEED = 200, 16


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The folder of tables of an invented corpus, and the corpus as `build` takes it."""
    folder = tmp_path_factory.mktemp("places")
    made = corpus(folder)
    build(out=folder / "tables", **made)
    return folder / "tables", made


def read(folder, name):
    return pd.read_parquet(folder / f"{name}.parquet")


def stories(clauses: pd.DataFrame) -> pd.Index:
    stances = [f"{name}_stance" for name in ("biometric", "employment", "ai_training")]
    return clauses.index[(clauses[stances] != "none").any(axis=1)]


@pytest.mark.parametrize("published", [False, True])
def test_each_span_of_a_clause_of_the_story_has_its_place_and_no_other_has(small, published):
    folder = TABLES if published else small[0]
    presence, places = read(folder, "presence"), read(folder, "places")
    own = presence[presence["clause"].isin(stories(read(folder, "clauses")))]
    assert len(own) > 0
    wanted = own[SPAN].drop_duplicates().astype(str)
    assert set(map(tuple, places[SPAN].astype(str).to_numpy())) == set(map(tuple, wanted.to_numpy()))


@pytest.mark.parametrize("published", [False, True])
def test_captures_of_a_place_are_the_documents_and_of_the_days_of_the_span(small, published):
    folder = TABLES if published else small[0]
    captures, places = read(folder, "captures"), read(folder, "places")
    spans = places.merge(read(folder, "presence"), on=SPAN, validate="one_to_one")
    for end in ("first", "last"):
        shown = captures.loc[spans[end]].reset_index(drop=True)
        assert (shown["document"].astype(str) == spans["document"].astype(str)).all()
        assert (shown["day"] < spans["until"]).all()
    assert (spans["first"] <= spans["last"]).mean() > 0.99  # a path may come back to an archive read before
    assert places[["first_line", "last_line"]].min().min() >= 1


def test_the_line_of_an_invented_place_is_the_clause_s(small):
    folder, made = small
    captures, clauses, places = (read(folder, name) for name in ("captures", "clauses", "places"))
    formats = {source.name: source for source in read_sources(made["sources"])}
    for row in places.itertuples():
        capture, source = captures.loc[row.last], formats[captures.loc[row.last, "archive"]]
        ((_, content),) = read_blobs(repository(made["archives"], source), [capture["blob"]])
        cutter = Cutter()
        cutter.cut(content, source.format)
        (text,) = (t for t in cutter.texts if clause_hash(clause_key(t)) == clauses.loc[row.clause, "hash"])
        assert words_of(text)[0] in words_of(
            content.decode("utf-8", "replace").split("\n")[int(row.last_line) - 1]
        )


@pytest.mark.archives
def test_two_hundred_published_places_have_the_first_words_of_their_clauses(archives):
    captures, clauses, places = (read(TABLES, name) for name in ("captures", "clauses", "places"))
    drawn = places.loc[random.Random(SEED).sample(range(len(places)), SAMPLE)]
    found = 0
    for end in ("first", "last"):
        shown = captures.loc[drawn[end], ["archive", "blob"]].astype(str).reset_index(drop=True)
        shown = shown.assign(
            line=drawn[f"{end}_line"].to_numpy(), name=clauses.loc[drawn["clause"], "hash"].to_numpy()
        )
        for archive, own in shown.groupby("archive"):
            source = source_of(archive)
            contents = dict(read_blobs(repository(archives, source), own["blob"].unique()))
            for row in own.itertuples():
                found += begins_there(contents[row.blob], source.format, row.name, int(row.line))
    assert found == 2 * SAMPLE


def begins_there(content: bytes, form: str, name: str, line: int) -> bool:
    """Whether the clause of a hash begins on a line of a file: its first words, as far as they stand on that line."""
    cutter = Cutter()
    cutter.cut(content, form)
    (words,) = (key.split(" ") for key in cutter.keys if clause_hash(key) == name)
    own = RawLines(content.split(b"\n")[line - 1]).words.split()
    first = [place for place, word in enumerate(own) if word == words[0]]
    return any(own[place : place + 3] == words[: min(3, len(own) - place)] for place in first)
