"""A ledger from one archive alone: what its few words weigh, the published corpus says."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from policy_corpus import paths
from policy_corpus.analysis import word_weights as weighing
from policy_corpus.analysis.corpus import load_term_matrix
from policy_corpus.analysis.ledger import ledger
from policy_corpus.analysis.word_weights import word_weights
from policy_corpus.errors import CorpusError
from policy_corpus.extract import build as building
from policy_corpus.extract.build import build
from policy_corpus.extract.documents import COLUMNS
from policy_corpus.extract.sources import read_sources
from policy_corpus.paths import DATA, ROOT
from policy_corpus.tables import read_table
from policy_corpus.word_counts import WORD_COUNTS, WordCounts
from tests.invented import DAY, archive, policy, source, write_sources

SCAN = "We collect faceprints and other personally identifiable scans to let you into the shed."
TALK = "We record what you whisper to the parrot."
BEGAN, TOOK_UP = np.datetime64(17_000, "D"), np.datetime64(17_400, "D")


def data_folder(folder: Path, rows: pd.DataFrame) -> Path:
    """A data folder with rows of its own for documents.csv, all else as here."""
    folder.mkdir()
    for name in ("lexicon.yml", "categories.csv", "collection_classifier.csv", "word_counts.csv"):
        (folder / name).symlink_to(DATA / name)
    rows.to_csv(folder / "documents.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def alone(tmp_path_factory) -> dict[str, Path]:
    """An archive of three services, of which the first takes up faces; built into `tables`."""
    home = tmp_path_factory.mktemp("alone")
    policies = {name: f"{name.title()}/Privacy Policy.md" for name in ("moor", "fen", "marsh")}
    texts = {name: policy(name.title()) for name in policies}
    later = texts | {"moor": policy("Moor", SCAN + "\n"), "fen": policy("Fen", TALK + "\n")}
    latest = later | {"marsh": policy("Marsh", "We like rain.\n")}
    commits = [
        (day * DAY, "Record", {policies[name]: said[name].encode() for name in policies})
        for day, said in ((17_000, texts), (17_400, later), (18_000, latest))
    ]
    head = archive(home / "archives" / "wet.git", commits)
    rows = [
        [name, name, name, name, "other", "US", "1", "0", "wet", path, "", "", ""]
        for name, path in policies.items()
    ]
    data = data_folder(home / "data", pd.DataFrame(rows, columns=COLUMNS))
    sources = write_sources(home / "sources.yml", [source("wet", head)])
    places = {"archives": home / "archives", "data": data, "sources": sources, "tables": home / "tables"}
    build(places["archives"], places["tables"], data, sources)
    return places


def test_three_services_have_the_one_change_on_its_day(alone, monkeypatch):
    monkeypatch.setattr(paths, "SOURCES", alone["sources"])
    table = ledger(alone["tables"])
    assert table[
        ["document", "category", "change", "announced", "last_without", "first"]
    ].to_numpy().tolist() == [["moor", "biometric", "added", str(TOOK_UP), str(BEGAN), 1]]


def test_a_word_weighs_what_it_weighs_in_the_published_corpus(alone):
    published = WordCounts.read()
    _, vocabulary = load_term_matrix(alone["tables"])
    weights = word_weights(alone["tables"]).words.max(axis=0).toarray().ravel() ** 2
    weight = dict(zip(vocabulary["token"], weights, strict=True))
    for word in ("faceprints", "collect", "personally identifiable"):
        clauses = published.tokens.loc[word, "clauses"]
        assert weight[word] == pytest.approx(np.log(published.total / clauses))


def test_its_words_are_counted_however_seldom_it_has_them(alone):
    vocabulary = read_table("vocabulary", alone["tables"]).to_pandas().set_index("token")
    assert vocabulary.loc["faceprints"].tolist() == ["word", 1]
    assert vocabulary.loc["personally identifiable", "kind"] == "multiword"


def test_a_category_that_the_published_corpus_lacks_tells_by_the_corpus_itself(alone):
    matrix, vocabulary = load_term_matrix(alone["tables"])
    weights = word_weights(alone["tables"])
    place = vocabulary.index[vocabulary["token"] == "record"][0]
    about = np.asarray((matrix[:, [place]] > 0).todense()).ravel()
    information = weights.words.max(axis=0).toarray().ravel()[place] ** 2
    assert weights.telling("talk", about)[place] == pytest.approx(
        information * about.sum() / (about.sum() + 2)
    )
    assert weights.telling("biometric", about)[place] < 0.1


def test_tables_and_ledger_of_a_large_corpus_hang_on_nothing_published(alone, tmp_path, monkeypatch):
    for module in (building, weighing):
        monkeypatch.setattr(module, "SMALL", 0)
    monkeypatch.setattr(WordCounts, "read", lambda path=None: pytest.fail("the published counts were read"))
    build(alone["archives"], tmp_path / "tables", alone["data"], alone["sources"])
    assert ledger(tmp_path / "tables").empty


def test_without_the_published_counts_a_small_corpus_says_what_it_lacks(alone, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(alone["data"], data)
    (data / WORD_COUNTS.name).unlink()
    with pytest.raises(CorpusError, match=r"word_counts\.csv: missing"):
        build(alone["archives"], tmp_path / "tables", data, alone["sources"])
    with pytest.raises(CorpusError, match=r"word_counts\.csv: missing"):
        word_weights(alone["tables"], data / WORD_COUNTS.name)


@pytest.mark.archives
@pytest.mark.parametrize("document", ["x", "grindr", "zillow", "badoo"])
def test_a_policy_of_the_archives_built_alone_has_the_rows_of_the_whole_ledger(document, archives, tmp_path):
    rows = pd.read_csv(DATA / "documents.csv", dtype=str, keep_default_na=False).query(
        "document == @document"
    )
    known = {source.name: source for source in read_sources()}
    below = {name: "" if source.layout == "history" else "/*" for name, source in known.items()}
    paths = {name: tuple(part["path"].unique() + below[name]) for name, part in rows.groupby("archive")}
    own = [replace(known[name], paths=its) for name, its in paths.items()]
    data, sources = data_folder(tmp_path / "data", rows), write_sources(tmp_path / "sources.yml", own)
    shutil.copy(DATA / "readings.csv", data)
    build(archives, tmp_path / "tables", data, sources)
    table = pd.read_csv(ROOT / "data" / "results" / "ledger.csv", dtype=str, keep_default_na=False)
    columns = [column for column in table if column != "section"]
    whole = table.loc[table["document"] == document, columns].to_numpy().tolist()
    assert whole and ledger(tmp_path / "tables")[columns].astype(str).to_numpy().tolist() == whole
