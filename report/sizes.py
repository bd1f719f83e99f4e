"""From a number of bytes to how people say it."""


def size(taken: float) -> str:
    """A number of bytes in a unit that people use for so many.

    >>> size(900), size(23_482), size(1_500_000), size(57_300_000), size(12_400_000_000)
    ('1 kB', '23 kB', '1.5 MB', '57 MB', '12.4 GB')
    """
    if taken < 1e6:
        return f"{max(1, round(taken / 1e3))} kB"
    if taken < 1e9:
        return f"{taken / 1e6:.{1 if taken < 1e7 else 0}f} MB"
    return f"{taken / 1e9:,.1f} GB"
