"""Takes an archive's folder and a git command; runs the command on what the archive holds, obeying nothing it says.

An archive comes from others. Its `config` can name programs that git then runs to show a signature, to fetch, to ask
for a password; its hooks are programs; its grafts and replacements give it another history. To set each such key to
something harmless would need a list of all of them, in every version of git. So git is never shown the folder: each
command gets a git folder made for it alone, with the few settings below, and of the archive only the folders of its
`objects` that hold commits and texts. What lies beside these in `objects` is obeyed, too: a list of other folders to
read (alternates), and of commits that git would believe without looking at them.
"""

import os
import re
import shutil
import subprocess
import sys
import threading
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit

from policy_corpus.folders import temporary
from policy_corpus.text_of_others import as_data_lines

OBJECTS = re.compile("pack|[0-9a-f]{2}")  # the folders among an archive's `objects` that hold objects
BARE = {"core.repositoryformatversion": "1", "core.bare": "true"}
SETTINGS = BARE | {
    "core.hooksPath": os.devnull,
    "core.attributesFile": os.devnull,
    "core.alternateRefsCommand": ":",  # a shell's command that does nothing
    "core.multiPackIndex": "false",  # lies among the packs, and could say of a text that it is another
    "fetch.unpackLimit": "1",  # what is fetched is a pack, which goes to the archive's as a whole
    # Nothing is tidied up: for a git folder without branches, all that an archive holds would be left over.
    "gc.auto": "0",
    "gc.pruneExpire": "never",
    "maintenance.auto": "false",
}


def partial_clone(url: str) -> dict[str, str]:
    """The settings that say where an archive's texts are to be had, and that some may be missing here."""
    origin = {"url": url, "promisor": "true", "partialclonefilter": "blob:none"}
    return {f"remote.origin.{key}": value for key, value in origin.items()}


def write_git_folder(folder: Path, settings: dict[str, str]) -> None:
    """Make an empty bare repository in a folder that is there, with these settings and no hooks."""
    for name in ("objects/info", "objects/pack", "refs/heads", "refs/tags"):
        (folder / name).mkdir(parents=True)
    (folder / "HEAD").write_text("ref: refs/heads/main\n", encoding="ascii")
    config = "".join(_config(*item) for item in settings.items())
    (folder / "config").write_text(config, encoding="utf-8")


def _config(key: str, value: str) -> str:
    """A setting as git's files have it."""
    section, _, name = key.rpartition(".")
    section, _, part = section.partition(".")
    quoted = value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
    head = f'{section} "{part}"' if part else section
    return f'[{head}]\n\t{name} = "{quoted}"\n'


def run(
    folder: Path | None,
    *arguments: str,
    url: str = "",
    stdin: bytes = b"",
    out: int | IO[bytes] = subprocess.PIPE,
    loud: bool = False,
) -> subprocess.CompletedProcess[bytes]:
    """A git command about an archive (None: about none), run to its end, with what it wrote.

    Only where a `url` is given may git ask there, as the remote `origin`; the archive gets what it was sent when the
    command has done well. `loud` shows its stderr as it comes, as data.
    """
    with (
        _environment(folder, url) as environment,
        _shown() if loud else nullcontext(subprocess.PIPE) as error,
    ):
        command = ["git", *arguments]
        done = subprocess.run(command, input=stdin, stdout=out, stderr=error, env=environment, check=False)
        if folder and url and not done.returncode:
            _take_in(Path(environment["GIT_DIR"]) / "objects" / "pack", folder / "objects" / "pack")
        return done


@contextmanager
def _shown() -> Iterator[int]:
    """A file for another process to write to: what it writes is shown on stderr as it comes, as data."""
    read, write = os.pipe()
    showing = threading.Thread(target=_show, args=[read], daemon=True)
    showing.start()
    try:
        yield write
    finally:
        os.close(write)
        showing.join()


def _show(file: int) -> None:
    """Show what can be read from an open file: an archive's server may have written it, and a terminal would obey."""
    decoder = getincrementaldecoder("utf-8")("replace")
    with open(file, "rb", buffering=0) as stream:
        while block := stream.read(1 << 16):
            # Git goes back to the begin of a line to say how far it is.
            print(
                *map(as_data_lines, decoder.decode(block).split("\r")),
                sep="\r",
                end="",
                file=sys.stderr,
                flush=True,
            )


def _take_in(sent: Path, packs: Path) -> None:
    """Move the packs of a git folder of ours among an archive's; git believes in a pack whose index is there."""
    packs.mkdir(exist_ok=True)
    for suffix in (".pack", ".rev", ".promisor", ".idx"):
        for file in sent.glob(f"pack-*{suffix}"):
            shutil.move(file, packs / file.name)  # an archive's folder may be a link to another disk


@contextmanager
def started(folder: Path, *arguments: str) -> Iterator[subprocess.Popen]:
    """A git command about an archive, fed through its stdin and read from its stdout, and ended with the block."""
    with _environment(folder) as environment:
        process = subprocess.Popen(
            ["git", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            bufsize=1 << 20,
            pipesize=1 << 20,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


@contextmanager
def _environment(folder: Path | None, url: str = "") -> Iterator[dict[str, str]]:
    """The environment of a git command: a git folder of ours, English messages, no prompts, nobody's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "SSH_ASKPASS"))}
    with temporary("policy-corpus-git-") as own:
        write_git_folder(own, SETTINGS | (partial_clone(url) if url else {}))
        anyone = own / "anyone"  # git takes from a user's settings only whom to trust
        anyone.write_text(
            "".join(_config("safe.directory", path) for path in _trusted(url)), encoding="utf-8"
        )
        if folder:
            _show_objects(folder.absolute() / "objects", own, written=bool(url))
        yield (
            kept
            | {
                "LC_ALL": "C",
                "GIT_DIR": str(own),
                "GIT_CONFIG_NOSYSTEM": "1",
                "GIT_CONFIG_GLOBAL": str(anyone),
                "GIT_ATTR_NOSYSTEM": "1",
                "GIT_NO_REPLACE_OBJECTS": "1",
                "GIT_LITERAL_PATHSPECS": "1",  # a folder that is named is that folder, whatever it begins with
                "GIT_NO_LAZY_FETCH": "1",
                "GIT_OPTIONAL_LOCKS": "0",
                "GIT_TERMINAL_PROMPT": "0",
                "GIT_ALLOW_PROTOCOL": _protocol(url),
            }
        )


def _show_objects(archive: Path, own: Path, written: bool) -> None:
    """Let a git folder of ours have an archive's objects, and nothing else of what lies there.

    Where it is `written` to, they are what it borrows: new ones stay its own until they are whole, so that a fetch
    that is killed leaves nothing in the archive, and nothing there has to be cleared away, which another git may hold.
    """
    objects = own / "objects"
    shown = own / "shown" if written else objects
    if written:
        shown.mkdir()
        (objects / "info" / "alternates").write_bytes(os.fsencode(shown.absolute()) + b"\n")
    else:
        (objects / "pack").rmdir()
    for folder in archive.iterdir():
        if OBJECTS.fullmatch(folder.name):
            (shown / folder.name).symlink_to(folder)


def _trusted(url: str) -> list[str]:
    """The folders that an address of this machine may mean: git reads these, though another user may own them."""
    address = urlsplit(url)
    if address.scheme not in ("", "file") or not address.path:
        return []
    named = Path(unquote(address.path) if address.scheme else url).absolute()
    # Git looks for a repository under each of these names, and asks who owns what it found, however it got there.
    meant = [Path(f"{named}{end}") for end in ("", "/.git", ".git", ".git/.git")]
    return sorted({str(path) for folder in meant for path in (folder, folder.resolve())})


def _protocol(url: str) -> str:
    """The one way in which git may ask an address: https, a file of this machine, or none at all."""
    if not url:
        return "none"
    return "https" if url.startswith("https://") else "file"


def reason(stderr: bytes | None) -> str:
    """What git says went wrong, in one line."""
    lines = [line for line in (stderr or b"").decode("utf-8", "replace").split("\n") if line.strip()]
    fatal = [line for line in lines if line.startswith(("fatal:", "error:"))]
    return (fatal or lines[-1:] or ["no message"])[0]
