"""Where a clause is, and its words where the archive has them."""

import pandas as pd
import pytest

from policy_corpus.__main__ import main
from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.provenance import ledger_clauses, places, read_clauses
from policy_corpus.errors import CorpusError
from policy_corpus.extract.identity import clause_hash, clause_key
from policy_corpus.tables import read_table


def test_places_are_those_of_the_first_day_in_the_order_asked(corpus):
    table = places(corpus, [3, 1])
    assert table.index.tolist() == [3, 1]
    assert table.loc[3, ["platform", "section"]].tolist() == ["Acorn", "1"]
    assert table.loc[3, "since"] == pd.Timestamp("2021-01-15")
    assert table.loc[3, "address"].endswith(f"pga-versions/blob/{'1' * 40}/Acorn/Privacy%20Policy.md")


def test_a_clause_is_read_where_the_archive_keeps_it(small):
    text = "We collect a scan of your face to open the shed."
    captures = read_table("captures", small["tables"]).to_pandas()
    blob = captures.loc[captures["path"] == "Acme/Privacy Policy.md", "blob"].iloc[-1]
    name = clause_hash(clause_key(text))
    found = read_clauses("small", blob, [name, "0" * 12], small["archives"], small["sources"])
    assert found == {name: text}
    with pytest.raises(CorpusError, match="no archive moon; give some of: "):
        read_clauses("moon", blob, [name], small["archives"], small["sources"])


def test_a_clause_is_shown_by_its_places_and_its_words_where_they_are(small, tmp_path, capsys):
    text = "We collect a scan of your face to open the shed."
    command = ["clause", clause_hash(clause_key(text)), "--tables", str(small["tables"])]
    assert main([*command, "--archives", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "acme, section 2, 2019-04-21 to 2020-02-29: https://" in said
    assert "not on this machine" in said
    assert text not in said
    assert main(["clause", "0" * 12, "--tables", str(small["tables"])]) == 2
    assert "no clause" in capsys.readouterr().err


def test_a_row_of_the_ledger_leads_to_its_clauses():
    own = pd.DataFrame({"document": ["a", "a", "b"], "clause": [2, 0, 1]})
    clauses = pd.DataFrame({"hash": ["x", "x", "y"]})
    corpus = Corpus(None, None, None, clauses, own)
    change = pd.Series({"document": "a", "hashes": "y x"})
    assert ledger_clauses(corpus, change).tolist() == [0, 2]
