"""Takes a Word file (.docx) or a text in reStructuredText; makes its pieces, by way of HTML."""

import io
from zipfile import ZipFile

from policy_corpus.analysis.readers.kinds import LARGEST
from policy_corpus.analysis.readers.pieces import Piece
from policy_corpus.analysis.readers.web import pieces_of_html
from policy_corpus.errors import CorpusError

UNPACKED = 10  # times the largest file; pictures are most of a large one, and are packed already

_STYLES = """\
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
comment-reference =>
"""
# No file that the text names is read, nothing of it is run, and what is wrong with it is no text of the policy.
_SAFE = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "report_level": 5,
    "halt_level": 6,
    "embed_stylesheet": False,
    "_disable_config": True,
    "doctitle_xform": False,
    "smart_quotes": False,
}


def pieces_of_word(content: bytes, name: str) -> list[Piece]:
    """The pieces of a Word file; CorpusError where it unpacks to more than any policy."""
    import mammoth  # late: only a Word file needs it

    with ZipFile(io.BytesIO(content)) as parts:
        size = sum(part.file_size for part in parts.infolist())
    if size > UNPACKED * LARGEST:
        raise CorpusError(f"{name}: unpacks to {size / 1e6:,.0f} MB; give its text")
    page = mammoth.convert_to_html(
        io.BytesIO(content), style_map=_STYLES, convert_image=mammoth.images.img_element(lambda image: {})
    )
    return pieces_of_html(page.value)


def pieces_of_rst(text: str) -> list[Piece]:
    """The pieces of a text in reStructuredText; comments and directives of its layout are none."""
    from docutils.core import publish_parts  # late: only such a text needs it

    return pieces_of_html(publish_parts(text, writer="html5", settings_overrides=_SAFE)["body"])
