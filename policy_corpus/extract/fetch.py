"""From sources.yml and pins.json to bare git repositories here: the pinned commits with their policies' texts.

An archive's history is fetched without texts first, then just the texts of its policies, asked for at once.
Both steps ask only for what is missing, so that a fetch that was stopped goes on where it was.
"""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from policy_corpus.errors import CorpusError
from policy_corpus.extract.archive import is_repository, lacks, missing_texts
from policy_corpus.extract.git import BARE, partial_clone, reason, run, write_git_folder
from policy_corpus.extract.sources import Source
from policy_corpus.files import write_whole


def fetch(archives: Path, sources: list[Source], say: Callable[[str], None] = lambda line: None) -> None:
    """Make each archive complete as `archives`/NAME.git; one that is complete is left alone, without network.

    `say` is told, a line an archive, what is done. CorpusError where the archive cannot be had.
    """
    for source in sources:
        folder = Path(archives) / f"{source.name}.git"
        done = _fetch_one(folder, source)
        say(f"{source.name}: {'fetched' if done else 'already there'}")


def newest(source: Source) -> str:
    """The commit at the head of an archive, asked at its address."""
    done = run(None, "ls-remote", "--exit-code", "--", source.url, "HEAD", url=source.url)
    if done.returncode:
        said = reason(done.stderr) if done.stderr else "it has no head"
        raise CorpusError(
            f"sources.yml: {source.name}: {source.url} cannot be asked ({said}); check the network"
        )
    return done.stdout.split()[0].decode()


def _fetch_one(folder: Path, source: Source) -> bool:
    """Complete one archive, and say whether anything was missing."""
    if not folder.exists():
        _make(folder, source)
    elif not is_repository(folder):
        raise CorpusError(f"{folder}: in the way, it is no bare git repository; move it and fetch again")
    without_history = lacks(folder, source.commit)
    if without_history:
        _tell_git(folder, source)
        _ask(folder, source, "its history", source.commit)
        if lacks(folder, source.commit):
            raise CorpusError(f"{folder}: {source.url} has no commit {source.commit}; mend pins.json")
        _name_main(folder, source)
    missing = missing_texts(folder, source)
    if missing:
        _tell_git(folder, source)
        _ask(folder, source, f"{len(missing):,} texts", *missing)
        missing = missing_texts(folder, source)
        if missing:
            raise CorpusError(
                f"{folder}: {source.url} did not send {len(missing):,} of the texts, {missing[0][:12]} among "
                "them; fetch again"
            )
    return without_history or bool(missing)


def _make(folder: Path, source: Source) -> None:
    """An empty bare repository, which gets its name when it is whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    write_git_folder(made, BARE | partial_clone(source.url))
    made.rename(folder)


def _tell_git(folder: Path, source: Source) -> None:
    """Say in an archive's settings, for who uses git there, where texts are to be had that are left out here."""
    if (folder / "config").is_symlink():
        return  # it could lead anywhere
    for key, value in partial_clone(source.url).items():
        done = run(None, "config", "--file", str(folder / "config"), "--replace-all", key, value)
        if done.returncode:
            raise CorpusError(
                f"{folder}: its settings cannot be written ({reason(done.stderr)}); mend its config"
            )


def _name_main(folder: Path, source: Source) -> None:
    """Let an archive's branch main be the pinned commit, so that git deletes nothing of what was fetched.

    Git, which does this by itself, would run the folder's hooks.
    """
    main = folder / "refs" / "heads" / "main"
    if main.is_symlink():
        main.unlink()  # it could lead anywhere
    write_whole(main, f"{source.commit}\n")


def _ask(folder: Path, source: Source, what: str, *objects: str) -> None:
    """Fetch objects by their ids from the archive's address, with git's own progress on a terminal."""
    # The objects asked for share nothing with what is here that comparing histories could find out.
    arguments = ["-c", "fetch.negotiationAlgorithm=noop", "fetch", "--no-tags", "--no-write-fetch-head"]
    arguments += ["--no-auto-maintenance", "--filter=blob:none", "--stdin", "origin"]
    names = "".join(f"{name}\n" for name in objects).encode()
    shown = sys.stderr.isatty()
    done = run(folder, *arguments, url=source.url, stdin=names, loud=shown)
    if done.returncode:
        said = "git says why above" if shown else reason(done.stderr)
        raise CorpusError(
            f"{folder}: {what} at {source.commit[:12]} cannot be fetched from {source.url} ({said}); "
            "check the network, the address in sources.yml and the commit in pins.json, then fetch again"
        )
