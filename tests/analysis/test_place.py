"""Where a clause stood first."""

import pandas as pd

from policy_corpus.analysis.place import places


def test_places_are_those_of_the_first_day_in_the_order_asked(corpus):
    table = places(corpus, [3, 1])
    assert table.index.tolist() == [3, 1]
    assert table.loc[3, ["platform", "section"]].tolist() == ["Acorn", "1"]
    assert table.loc[3, "since"] == pd.Timestamp("2021-01-15")
    assert table.loc[3, "address"].endswith(f"pga-versions/blob/{'1' * 40}/Acorn/Privacy%20Policy.md")
