"""Tables to which rows are added."""

import numpy as np
import pyarrow as pa

from policy_corpus.extract.growing import Growing, numbered

PARTS = [
    pa.table({"day": pa.array([3, 4], pa.int32()), "boat": pa.array(["sail", None]).dictionary_encode()}),
    pa.table({"day": pa.array([], pa.int32()), "boat": pa.array([], pa.string()).dictionary_encode()}),
    pa.table({"day": pa.array([5], pa.int32()), "boat": pa.array(["oar"]).dictionary_encode()}),
    pa.table({"day": pa.array([6, 7], pa.int32()), "boat": pa.array(["oar", "sail"]).dictionary_encode()}),
]
WHOLE = {"day": [3, 4, 5, 6, 7], "boat": ["sail", None, "oar", "oar", "sail"]}


def grown(*parts: pa.Table) -> Growing:
    table = Growing()
    for part in parts:
        table.add(part)
    return table


def test_all_rows_are_there_in_their_order_and_a_coded_column_has_one_coding():
    table = grown(*PARTS).table()
    assert table.to_pydict() == WHOLE
    assert table["day"].type == pa.int32()
    assert sorted(table["boat"].combine_chunks().dictionary.to_pylist()) == ["oar", "sail"]


def test_a_column_may_be_taken_out_as_numbers():
    table = grown(*PARTS)
    places = table.take("boat")
    assert [table.texts("boat")[place] if place >= 0 else None for place in places] == WHOLE["boat"]
    assert table.take("day").tolist() == WHOLE["day"]
    assert not table.table().num_columns


def test_many_parts_are_as_one():
    parts = [pa.table({"number": pa.array([number], pa.int64())}) for number in range(3_000)]
    assert grown(*parts).table()["number"].to_pylist() == list(range(3_000))


def test_numbers_of_names_are_coded_and_there_may_be_none():
    assert numbered(np.array([0, 2, -1]), ["sail", "raft", "oar"]).to_pylist() == ["sail", "oar", None]
