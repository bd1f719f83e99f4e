"""An archive may say in its settings, hooks and lists what it likes: neither reading nor fetching obeys it."""

import os
import shutil
import stat
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from invented import DAY, NOBODYS, archive, corpus, git, policy, source

from policy_corpus.errors import CorpusError
from policy_corpus.extract.archive import missing_texts, read_blobs, read_history
from policy_corpus.extract.build import build
from policy_corpus.extract.fetch import fetch, newest
from policy_corpus.extract.git import partial_clone, write_git_folder
from policy_corpus.extract.repository import repository

PATH = "Acme/Privacy Policy.md"
# Settings by which git is told of a program; the program takes the place of {}.
PROGRAMS = {
    "gpg.program": "{}",
    "gpg.ssh.program": "{}",
    "gpg.x509.program": "{}",
    "core.fsmonitor": "{}",
    "core.sshCommand": "{}",
    "core.gitProxy": "{}",
    "core.askPass": "{}",
    "core.pager": "{}",
    "core.editor": "{}",
    "core.alternateRefsCommand": "{}",
    "credential.helper": "!{}",
    "diff.external": "{}",
    "diff.planted.command": "{}",
    "diff.planted.textconv": "{}",
    "filter.planted.clean": "{}",
    "filter.planted.smudge": "{}",
    "filter.planted.process": "{}",
    "remote.origin.uploadpack": "{}",
    "remote.origin.receivepack": "{}",
    "uploadpack.packObjectsHook": "{}",
    "url.ext::{} .insteadOf": "file:///",
    "alias.cat-file": "!{}",
    "pager.log": "{}",
}
# And settings that let it go that way, or that change what is read.
WAYS = {
    "log.showSignature": "true",
    "protocol.allow": "always",
    "protocol.ext.allow": "always",
    "extensions.worktreeConfig": "true",
    "gc.auto": "1",
    "gc.pruneExpire": "now",
    "maintenance.auto": "true",
    "log.follow": "true",
    "log.showRoot": "false",
    "diff.renames": "copies",
}
HOOKS = ["reference-transaction", "post-checkout", "pre-auto-gc", "post-update", "update", "pre-receive"]


def a_signed_commit(folder: Path, to: str = "main") -> str:
    """Let the last commit of an archive be one that says it is signed; its id."""
    said = git("--git-dir", str(folder), "cat-file", "commit", to)
    head, _, message = said.partition("\n\n")
    signed = (
        f"{head}\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n no\n -----END PGP SIGNATURE-----\n\n{message}\n"
    )
    write = ("hash-object", "-t", "commit", "-w", "--stdin")
    commit = git("--git-dir", str(folder), *write, stdin=signed.encode())
    git("--git-dir", str(folder), "update-ref", "refs/heads/main", commit)
    return commit


class Plant:
    """Programs that note that they ran, planted wherever an archive can name or hold one."""

    def __init__(self, folder: Path):
        self.bin, self.note = folder / "bin", folder / "ran.txt"
        self.bin.mkdir(parents=True)

    def program(self, name: str) -> Path:
        """A program that notes its name, and then fails."""
        path = self.bin / "".join(c if c.isalnum() else "-" for c in name)
        path.write_text(f'#!/bin/sh\necho "{path.name}" >> "{self.note}"\nexit 1\n')
        path.chmod(0o755)
        return path

    def ran(self) -> list[str]:
        """The programs that ran."""
        return self.note.read_text().split() if self.note.exists() else []

    def into(self, archive: Path) -> None:
        """Plant all of it in an archive: settings, what they include, hooks, attributes, other objects and parents."""
        more = self.bin / f"{archive.stem}-included"
        for file in (archive / "config", archive / "config.worktree", more):
            for key, value in PROGRAMS.items():
                program = str(self.program(key))
                git("config", "--file", str(file), key.format(program), value.format(program))
            for key, value in WAYS.items():
                git("config", "--file", str(file), key, value)
        git("config", "--file", str(archive / "config"), "include.path", str(more))
        (archive / "hooks").mkdir(exist_ok=True)
        for hook in HOOKS:
            shutil.copy(self.program(hook), archive / "hooks" / hook)
        (archive / "info").mkdir(exist_ok=True)
        (archive / "info" / "attributes").write_text("* diff=planted filter=planted\n")
        other = self.bin / f"{archive.stem}-other.git"
        if not other.exists():
            git("init", "--quiet", "--bare", str(other))
            shutil.copy(archive / "config", other / "config")
            (archive / "objects" / "info" / "alternates").write_text(f"{other / 'objects'}\n")


@pytest.fixture
def plant(tmp_path) -> Plant:
    return Plant(tmp_path / "planted")


def test_what_is_planted_would_run(tmp_path, plant):
    """Else the tests below would show nothing."""
    folder = tmp_path / "small.git"
    archive(folder, [(DAY, "Start", {PATH: b"one"}), (2 * DAY, "Next", {PATH: b"two"})])
    a_signed_commit(folder)
    plant.into(folder)
    for command in (["log", "-1"], ["update-ref", "refs/heads/more", "main"], ["fetch", "origin"]):
        subprocess.run(["git", "--git-dir", folder, *command], capture_output=True, check=False, env=NOBODYS)
    assert {"gpg-program", "reference-transaction", "remote-origin-uploadpack"} <= set(plant.ran())


def test_reading_runs_nothing_and_changes_nothing(tmp_path, plant):
    folder = tmp_path / "small.git"
    archive(folder, [(DAY, "Start", {PATH: b"one"}), (2 * DAY, "Next", {PATH: b"two"})])
    wanted = source("small", a_signed_commit(folder))
    plain = read_history(folder, wanted)
    plant.into(folder)
    assert read_history(repository(tmp_path, wanted), wanted) == plain
    assert [content for _, content in read_blobs(folder, [c.blob for c in plain])] == [b"one", b"two"]
    assert missing_texts(folder, wanted) == []
    assert plant.ran() == []


def test_a_build_from_planted_archives_runs_nothing_and_gives_the_same_bytes(tmp_path, plant):
    places = corpus(tmp_path / "corpus")
    build(out=tmp_path / "plain", workers=1, **places)
    for folder in places["archives"].iterdir():
        plant.into(folder)
    build(out=tmp_path / "out", workers=2, **places)
    assert plant.ran() == []
    for file in (tmp_path / "plain").iterdir():
        assert (tmp_path / "out" / file.name).read_bytes() == file.read_bytes()


@pytest.fixture
def upstream(tmp_path) -> Path:
    """An archive of three signed versions."""
    folder = tmp_path / "upstream" / "small.git"
    archive(folder, [(day * DAY, f"day {day}", {PATH: b"%d" % day}) for day in (1, 2, 3)])
    a_signed_commit(folder)
    return folder


def pinned(upstream: Path, to: str):
    return source("small", git("--git-dir", str(upstream), "rev-parse", to), upstream.as_uri())


def test_a_fetch_into_a_planted_archive_and_from_one_runs_nothing(tmp_path, plant, upstream):
    earlier, later = pinned(upstream, "main~1"), pinned(upstream, "main")
    fetch(tmp_path, [earlier])
    folder = tmp_path / "small.git"
    plant.into(folder)
    plant.into(upstream)
    fetch(tmp_path, [later])
    assert newest(later) == later.commit
    assert plant.ran() == []
    assert [capture.commit for capture in read_history(folder, later)][-1] == later.commit
    assert (folder / "refs" / "heads" / "main").read_text() == f"{later.commit}\n"


def test_a_fetch_deletes_nothing_that_was_there(tmp_path, plant, upstream):
    fetch(tmp_path, [pinned(upstream, "main~1")])
    folder = tmp_path / "small.git"
    plant.into(folder)
    objects = folder / "objects"
    for number in range(30):
        git("--git-dir", str(folder), "hash-object", "-w", "--stdin", stdin=b"loose %d" % number)
    for file in objects.rglob("*"):
        os.utime(file, (0, 0))  # as if it had been there for years
    before = {path for path in objects.rglob("*") if path.is_file()}
    fetch(tmp_path, [pinned(upstream, "main")])
    assert before <= set(objects.rglob("*"))


def test_a_fetch_writes_nothing_that_could_run(tmp_path, upstream):
    fetch(tmp_path, [pinned(upstream, "main")])
    folder = tmp_path / "small.git"
    assert [p for p in folder.rglob("*") if p.is_file() and p.stat().st_mode & stat.S_IXUSR] == []
    assert not (folder / "hooks").exists()
    assert (
        git("--git-dir", str(folder), "rev-parse", "main", "HEAD").split()
        == [pinned(upstream, "main").commit] * 2
    )
    assert git("--git-dir", str(folder), "fsck") == ""


@pytest.mark.parametrize(
    "name",
    ["refs", "refs/heads", "refs/heads/main", "objects", "objects/pack", "objects/info", "config", "HEAD"],
)
def test_no_link_of_an_archive_is_followed(tmp_path, upstream, name):
    """It may lead to a repository of the user's, whose branch main and packs would be changed."""
    earlier, later = pinned(upstream, "main~1"), pinned(upstream, "main")
    fetch(tmp_path, [earlier])
    link, mine = tmp_path / "small.git" / name, tmp_path / "mine"
    shutil.move(link, mine)
    link.symlink_to(mine)
    before = {path: path.read_bytes() for path in [mine, *mine.rglob("*")] if path.is_file()}
    for read in (lambda: fetch(tmp_path, [later]), lambda: repository(tmp_path, earlier)):
        with pytest.raises(
            CorpusError, match=rf"small\.git/{name}: is a symbolic link, .*; put what it leads to"
        ):
            read()
    assert before == {path: path.read_bytes() for path in [mine, *mine.rglob("*")] if path.is_file()}


def test_an_archives_own_folder_may_be_a_link_and_its_hooks_are_not_looked_at(tmp_path, upstream):
    fetch(tmp_path / "disk", [pinned(upstream, "main~1")])
    (tmp_path / "disk" / "small.git" / "hooks").symlink_to(tmp_path)
    (tmp_path / "small.git").symlink_to(tmp_path / "disk" / "small.git")
    fetch(tmp_path, [pinned(upstream, "main")])
    assert repository(tmp_path, pinned(upstream, "main"))


def test_what_stands_in_the_environment_and_at_home_is_not_obeyed(tmp_path, plant, upstream, monkeypatch):
    """Settings of the machine's own git: harmless to its owner, but other than the next machine's."""
    home = tmp_path / "home"
    (home / "git").mkdir(parents=True)
    for file in (home / ".gitconfig", home / "git" / "config"):
        for key, value in PROGRAMS.items():
            program = str(plant.program(key))
            git("config", "--file", str(file), key.format(program), value.format(program))
        for key, value in WAYS.items():
            git("config", "--file", str(file), key, value)
    told = {name: str(plant.program(name)) for name in ("GIT_EXTERNAL_DIFF", "GIT_SSH_COMMAND", "GIT_SSH")}
    told |= {
        name: str(plant.program(name))
        for name in ("GIT_PAGER", "GIT_ASKPASS", "SSH_ASKPASS", "GIT_PROXY_COMMAND")
    }
    told |= {
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": "gpg.program",
        "GIT_CONFIG_VALUE_0": told["GIT_SSH"],
    }
    told |= {"GIT_CONFIG_KEY_1": "log.showSignature", "GIT_CONFIG_VALUE_1": "true"}
    told |= {"GIT_CONFIG_PARAMETERS": "'log.showSignature=true'", "GIT_CONFIG": str(home / ".gitconfig")}
    told |= {
        "GIT_DIR": str(home),
        "GIT_WORK_TREE": str(home),
        "GIT_NAMESPACE": "other",
        "GIT_COMMON_DIR": str(home),
    }
    told |= {"GIT_INDEX_FILE": str(home / "index"), "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(home)}
    told |= {
        "GIT_TEMPLATE_DIR": str(home),
        "GIT_EXEC_PATH": str(plant.bin),
        "GIT_SHALLOW_FILE": str(home / "s"),
    }
    told |= {
        "GIT_TRACE": str(home / "trace"),
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_CEILING_DIRECTORIES": str(home),
    }
    told |= {"GIT_DEFAULT_HASH": "sha256", "GIT_REPLACE_REF_BASE": "refs/heads", "GIT_GLOB_PATHSPECS": "1"}
    wanted = pinned(upstream, "main")
    fetch(tmp_path / "plain", [wanted])
    plain = read_history(tmp_path / "plain" / "small.git", wanted)
    for name, value in told.items() | {("HOME", str(home)), ("XDG_CONFIG_HOME", str(home))}:
        monkeypatch.setenv(name, value)
    fetch(tmp_path, [wanted])
    assert newest(wanted) == wanted.commit
    assert read_history(repository(tmp_path, wanted), wanted) == plain
    assert plant.ran() == []
    assert not (home / "trace").exists()


@pytest.mark.parametrize("address", ["ext::{}", "ssh://{}/x", "-u{}", "http://example.invalid/{}"])
def test_no_address_names_a_program(address, tmp_path, plant):
    wanted = source("small", "0" * 39 + "1", address.format(plant.program("address")))
    with pytest.raises(CorpusError, match="cannot be fetched"):
        fetch(tmp_path, [wanted])
    with pytest.raises(CorpusError, match="cannot be asked"):
        newest(wanted)
    assert plant.ran() == []


def test_grafts_replacements_and_another_folders_settings_give_no_other_history(tmp_path):
    folder = tmp_path / "small.git"
    head = archive(folder, [(day * DAY, f"day {day}", {PATH: b"%d" % day}) for day in (1, 2, 3)])
    wanted = source("small", head)
    plain = read_history(folder, wanted)
    (folder / "info").mkdir(exist_ok=True)
    (folder / "info" / "grafts").write_text(f"{head}\n")
    git("--git-dir", str(folder), "replace", "--graft", head)
    git("--git-dir", str(folder), "commit-graph", "write", "--reachable")
    git("--git-dir", str(folder), "repack", "-d", "--write-midx")
    (folder / "commondir").write_text(f"{tmp_path}\n")
    assert read_history(repository(tmp_path, wanted), wanted) == plain


def test_an_archive_gets_no_text_from_another_folder_that_it_names(tmp_path, upstream):
    """As a clone does that borrows its texts: any repository of this machine could be named so."""
    wanted = pinned(upstream, "main")
    git("clone", "--quiet", "--bare", "--shared", str(upstream), str(tmp_path / "small.git"))
    assert (tmp_path / "small.git" / "objects" / "info" / "alternates").is_file()
    with pytest.raises(CorpusError, match=r"small\.git: the pinned commit .* is not there; .*completes it"):
        repository(tmp_path, wanted)
    fetch(tmp_path, [wanted])
    shutil.move(upstream, tmp_path / "elsewhere.git")
    history = read_history(repository(tmp_path, wanted), wanted)
    assert [text for _, text in read_blobs(tmp_path / "small.git", [c.blob for c in history])] == [
        b"1",
        b"2",
        b"3",
    ]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a folder away")
@pytest.mark.parametrize(
    "address", ["file://{}/small.git", "file://{}/small.git/", "file://{}/small", "{}/small.git", "{}/plain"]
)
def test_an_archive_and_an_address_of_this_machine_may_belong_to_another_user(tmp_path, upstream, address):
    git("clone", "--quiet", str(upstream), str(upstream.parent / "plain"))
    for key in ("allowFilter", "allowAnySHA1InWant"):
        git("-C", str(upstream.parent / "plain"), "config", f"uploadpack.{key}", "true")
    wanted = replace(pinned(upstream, "main"), url=address.format(upstream.parent))
    for file in (upstream.parent, *upstream.parent.rglob("*")):
        os.chown(file, 4711, 4712)
    fetch(tmp_path, [wanted])
    assert newest(wanted) == wanted.commit
    assert len(read_history(repository(upstream.parent, wanted), wanted)) == 3


def test_no_branch_passes_for_the_head_of_an_archive(upstream):
    wanted = pinned(upstream, "main")
    git("--git-dir", str(upstream), "update-ref", "refs/heads/a/HEAD", "main~1")
    assert newest(wanted) == wanted.commit
    git("--git-dir", str(upstream), "symbolic-ref", "HEAD", "refs/heads/none")
    with pytest.raises(CorpusError, match=r"small: file:.* has no head, .* or pin a commit in pins\.json"):
        newest(wanted)


def test_settings_are_read_as_they_were_written(tmp_path):
    url = 'file:///a "quoted"\\ folder #1;\n[core]'
    write_git_folder(tmp_path, partial_clone(url))
    assert git("config", "--file", str(tmp_path / "config"), "remote.origin.url") == url


def test_a_killed_reader_leaves_no_git_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    folder = tmp_path / "small.git"
    archive(folder, [(DAY, "Start", {PATH: policy("Acme").encode()})])
    blobs = [
        c.blob
        for c in read_history(folder, source("small", git("--git-dir", str(folder), "rev-parse", "main")))
    ]
    read = read_blobs(folder, blobs * 10_000)
    next(read)
    assert len(list((tmp_path / "temporary").iterdir())) == 1
    read.close()
    assert list((tmp_path / "temporary").iterdir()) == []
