"""From tables that come one after another to one, each column a single piece of memory to which is added.

Put together only at the end they would take twice the memory: what thousands of small tables free is not given back.
"""

import numpy as np
import pyarrow as pa


class Growing:
    """A table to which rows are added; a coded column has one coding, whatever that of each part."""

    def __init__(self):
        self._columns: dict[str, np.ndarray] = {}
        self._codes: dict[str, dict[str, int]] = {}
        self._rows = 0

    def add(self, table: pa.Table) -> None:
        """Add the rows of a table, of the same columns as all before, numbers or coded texts."""
        end = self._rows + table.num_rows
        for name in table.column_names:
            values = self._values(name, table[name].combine_chunks())
            column = self._columns.setdefault(name, np.empty(0, values.dtype))
            if len(column) < end:
                column.resize(end + end // 8, refcheck=False)  # no other has it yet
            column[self._rows : end] = values
        self._rows = end

    def take(self, name: str) -> np.ndarray:
        """Take a column out; of a coded one, the places of its texts among `texts`, -1 where there is none."""
        column = self._columns.pop(name)
        column.resize(self._rows, refcheck=False)
        return column

    def texts(self, name: str) -> list[str]:
        """The texts of a coded column."""
        return list(self._codes[name])

    def table(self) -> pa.Table:
        """All columns, taken out."""
        return pa.table({name: self._column(name) for name in list(self._columns)})

    def _column(self, name: str) -> pa.Array:
        values = self.take(name)
        return numbered(values, self.texts(name)) if name in self._codes else pa.array(values)

    def _values(self, name: str, column: pa.Array) -> np.ndarray:
        if not pa.types.is_dictionary(column.type):
            return column.to_numpy()
        codes = self._codes.setdefault(name, {})
        texts = column.dictionary.to_pylist()
        code = np.array([*(codes.setdefault(text, len(codes)) for text in texts), -1], np.int32)
        return code[column.indices.fill_null(len(texts)).to_numpy()]


def numbered(numbers: np.ndarray, names: list[str]) -> pa.Array:
    """A column of names given by their numbers, -1 for none."""
    codes = pa.array(numbers.astype(np.int32), mask=numbers < 0)
    return pa.DictionaryArray.from_arrays(codes, pa.array(names, pa.string()))
