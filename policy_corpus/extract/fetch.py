"""From sources.yml and pins.json to bare git repositories here: the pinned commits with their policies' texts.

An archive's history is fetched without texts first, then just the texts of its policies, asked for at once.
Both steps ask only for what is missing, so that a fetch that was stopped goes on where it was.
"""

import re
import sys
from collections.abc import Callable
from pathlib import Path

from policy_corpus.errors import CorpusError
from policy_corpus.extract.archive import check_history, missing_texts
from policy_corpus.extract.git import BARE, partial_clone, reason, run, write_git_folder
from policy_corpus.extract.repository import check_folders, check_kind, is_repository, lacks, lacks_history
from policy_corpus.extract.sources import Source
from policy_corpus.files import write_whole
from policy_corpus.folders import clear_up, held

MAIN = Path("refs", "heads", "main")  # the branch that a fetched archive has
SCRATCH = ".scratch"  # beside the archives, in their folder: that may be a disk of its own
COMMIT = re.compile("[0-9a-f]{40}")


def fetch(archives: Path, sources: list[Source], say: Callable[[str], None] = lambda line: None) -> None:
    """Make each archive complete as `archives`/NAME.git; one that is complete is left alone, without network.

    `say` is told, a line an archive, what is done: fetched, completed by what it lacked, or already there. CorpusError
    where the archive cannot be had, or where something in it is not what its id names.
    """
    archives = Path(archives)
    clear_up(archives, archives / SCRATCH)
    for source in sources:
        folder = archives / f"{source.name}.git"
        if is_repository(folder) and _is_complete(folder, source):
            done = "already there"
        else:
            try:
                archives.mkdir(parents=True, exist_ok=True)
                with held(archives, archives / SCRATCH) as scratch:
                    done = _fetch_one(folder, source, scratch)
            except OSError as error:
                mend = "name another folder"
                raise CorpusError(f"{archives}: cannot be written to ({error.strerror}); {mend}") from None
        check_history(folder, source)
        say(f"{source.name}: {done}")


def _is_complete(folder: Path, source: Source) -> bool:
    """Whether a repository has the pinned commit, all before it and the policies' texts."""
    check_kind(folder)
    if lacks_history(folder, source.commit):
        return False
    check_folders(folder, source.commit)
    return not (_is_behind(folder, source) or missing_texts(folder, source))


def newest(source: Source) -> str:
    """The commit at the head of an archive, asked at its address; CorpusError where it cannot be had."""
    done = run(None, "ls-remote", "--", source.url, "HEAD", url=source.url)
    if done.returncode:
        raise CorpusError(
            f"sources.yml: {source.name}: {source.url} cannot be asked ({reason(done.stderr)}); check the network "
            "and the address"
        )
    # Asked for HEAD, git tells of every name that ends so, as that of a branch side/HEAD.
    told = dict(
        line.split("\t", 1)[::-1] for line in done.stdout.decode("utf-8", "replace").split("\n") if line
    )
    if "HEAD" not in told:
        raise CorpusError(
            f"sources.yml: {source.name}: {source.url} has no head, the commit that its branch of today ends at; ask "
            "its owner, or pin a commit in pins.json"
        )
    return told["HEAD"]


def _fetch_one(folder: Path, source: Source, scratch: Path) -> str:
    """Complete one archive, and say what was done."""
    if not folder.exists():
        _make(folder, source, scratch)
    elif not is_repository(folder):
        raise CorpusError(f"{folder}: in the way, it is no bare git repository; move it and fetch again")
    check_kind(folder)
    new = lacks(folder, source.commit)
    if not new:
        check_folders(folder, source.commit)
    done = _fetch_history(folder, source)
    if not done and _is_behind(folder, source):
        _name_main(folder, source)
        done = ["its branch"]
    done += _fetch_texts(folder, source)
    if new:
        return "fetched"
    return f"completed by {' and '.join(done)}"


def _fetch_history(folder: Path, source: Source) -> list[str]:
    """Fetch the commits up to the pinned one, where one is missing; what was fetched."""
    if not lacks_history(folder, source.commit):
        return []
    main = folder / MAIN
    if main.is_dir():
        raise CorpusError(
            f"{main}: is a folder, for branches named main/…, where the branch main is to be; move the archive away "
            "and fetch again"
        )
    _tell_git(folder, source)
    # Git may not ask again for a commit that is here: those before the ends of a shallow clone are asked for by name.
    before = [] if lacks(folder, source.commit) else _before(folder)
    _ask(folder, source, "its history", *(before or [source.commit]))
    if lacks(folder, source.commit):
        raise CorpusError(f"{folder}: {source.url} has no commit {source.commit}; mend pins.json")
    if lacks_history(folder, source.commit):
        raise CorpusError(
            f"{folder}: {source.url} did not send its whole history; is it a shallow clone itself?"
        )
    _deepen(folder)
    _name_main(folder, source)
    return ["its earlier history"]


def _ends(folder: Path) -> list[str]:
    """The commits that a repository says it ends at, as a shallow clone does."""
    file = folder / "shallow"
    if not file.is_file():
        return []
    return [line for line in file.read_text("ascii", "replace").split() if COMMIT.fullmatch(line)]


def _before(folder: Path) -> list[str]:
    """The commits right before those that a shallow clone ends at, as far as they are missing."""
    parents = run(
        folder, "log", "--no-walk", "--format=%P", "--stdin", stdin="\n".join(_ends(folder)).encode()
    )
    return sorted(parent for parent in set(parents.stdout.decode().split()) if lacks(folder, parent))


def _deepen(folder: Path) -> None:
    """Tell git that a shallow clone no longer ends at the commits whose history is here now."""
    ends = _ends(folder)
    still = [commit for commit in ends if lacks_history(folder, commit)]
    if still:
        write_whole(folder / "shallow", "".join(f"{commit}\n" for commit in still))
    elif ends:
        (folder / "shallow").unlink()


def _fetch_texts(folder: Path, source: Source) -> list[str]:
    """Fetch the policies' texts that are missing; what was fetched."""
    missing = missing_texts(folder, source)
    if not missing:
        return []
    _tell_git(folder, source)
    _ask(folder, source, f"{len(missing):,} texts", *missing)
    left = missing_texts(folder, source)
    if left:
        raise CorpusError(
            f"{folder}: {source.url} did not send {len(left):,} of the texts, {left[0][:12]} among them; fetch again"
        )
    return [f"{len(missing):,} text{'s' * (len(missing) > 1)}"]


def _make(folder: Path, source: Source, scratch: Path) -> None:
    """An empty bare repository, which gets its name when it is whole."""
    made = scratch / folder.name
    made.mkdir()
    write_git_folder(made, BARE | partial_clone(source.url))
    made.rename(folder)


def _tell_git(folder: Path, source: Source) -> None:
    """Say in an archive's settings, for who uses git there, where texts are to be had that are left out here."""
    for key, value in partial_clone(source.url).items():
        done = run(None, "config", "--file", str(folder / "config"), "--replace-all", key, value)
        if done.returncode:
            lock = folder / "config.lock"
            mend = f"delete {lock}, if no git is at work there" if lock.exists() else "mend its config"
            raise CorpusError(f"{folder}: its settings cannot be written ({reason(done.stderr)}); {mend}")


def _name_main(folder: Path, source: Source) -> None:
    """Let an archive's branch main be the pinned commit, so that git deletes nothing of what was fetched.

    Git, which does this by itself, would run the folder's hooks.
    """
    write_whole(folder / MAIN, f"{source.commit}\n")


def _is_behind(folder: Path, source: Source) -> bool:
    """Whether an archive's branch main ends before the pinned commit, as where a fetch was killed before it named it.

    One that ends elsewhere, or whose names are packed, is kept by somebody else, who knows what it holds.
    """
    if not (folder / MAIN).is_file():
        return not (folder / "packed-refs").exists()
    ends = (folder / MAIN).read_text("ascii", "replace").strip()
    before = ("merge-base", "--is-ancestor", ends, source.commit)
    return ends != source.commit and bool(COMMIT.fullmatch(ends)) and not run(folder, *before).returncode


def _ask(folder: Path, source: Source, what: str, *objects: str) -> None:
    """Fetch objects by their ids from the archive's address, with git's own progress on a terminal."""
    # The objects asked for share nothing with what is here that comparing histories could find out.
    arguments = ["-c", "fetch.negotiationAlgorithm=noop", "fetch", "--no-tags", "--no-write-fetch-head"]
    arguments += ["--no-auto-maintenance", "--filter=blob:none"]
    names = "".join(f"{name}\n" for name in objects).encode()
    shown = sys.stderr.isatty()
    arguments += ["--progress"] if shown else []
    done = run(folder, *arguments, "--stdin", "origin", url=source.url, stdin=names, loud=shown)
    if done.returncode:
        said = "git says why above" if shown else reason(done.stderr)
        raise CorpusError(
            f"{folder}: {what} at {source.commit[:12]} cannot be fetched from {source.url} ({said}); "
            "check the network, the address in sources.yml and the commit in pins.json, then fetch again"
        )
