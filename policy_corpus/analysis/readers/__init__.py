"""A user's own policy, whatever its kind of file → its pieces → Markdown that is cut as the archives' pages are."""
