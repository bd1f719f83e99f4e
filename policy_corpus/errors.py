"""What goes wrong in a way that a user can mend: one exception, whose message names the file and the mend."""


class CorpusError(Exception):
    """Bad input or a damaged table; the command line prints the message as one line and exits with 2."""
