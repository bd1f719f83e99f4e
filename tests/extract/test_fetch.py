"""Fetching archives from bare repositories on this machine."""

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from invented import DAY, NOBODYS, archive, blob_id, git, source

from policy_corpus.errors import CorpusError
from policy_corpus.extract.archive import missing_texts, read_blobs, read_history
from policy_corpus.extract.fetch import SCRATCH, fetch
from policy_corpus.extract.repository import repository
from policy_corpus.folders import HOLDER, OURS, held

FIRST, SECOND, OTHER = b"We keep your name.\n", b"We keep your name and your age.\n", b"Terms of use.\n"


@pytest.fixture
def upstream(tmp_path) -> Path:
    """An archive with two captures of one policy, another document, and a later commit past the pin."""
    folder = tmp_path / "upstream" / "small.git"
    archive(
        folder,
        [
            (1 * DAY, "first", {"Acme/Privacy Policy.md": FIRST, "Acme/Terms of Service.md": OTHER}),
            (2 * DAY, "second", {"Acme/Privacy Policy.md": SECOND}),
            (3 * DAY, "past the pin", {"Acme/Privacy Policy.md": b"We keep all.\n"}),
        ],
    )
    return folder


def pinned(upstream: Path, name: str = "small", to: str = "main~1"):
    return source(name, git("--git-dir", str(upstream), "rev-parse", to), upstream.as_uri())


def objects(folder: Path) -> set[str]:
    form = "--batch-check=%(objectname)"
    return set(git("--git-dir", str(folder), "cat-file", "--batch-all-objects", form).split())


def files(folder: Path) -> dict[Path, tuple[int, int]]:
    return {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in sorted(folder.rglob("*"))}


def test_fetches_the_pinned_history_and_only_the_texts_of_policies(upstream, tmp_path):
    said = []
    fetch(tmp_path / "archives", [pinned(upstream)], said.append)
    folder = tmp_path / "archives" / "small.git"
    captures = read_history(folder, pinned(upstream))
    assert [content for _, content in read_blobs(folder, [c.blob for c in captures])] == [FIRST, SECOND]
    assert blob_id(OTHER) not in objects(folder)
    assert git("--git-dir", str(upstream), "rev-parse", "main") not in objects(folder)
    assert said == ["small: fetched"]
    assert sorted(p.name for p in folder.parent.iterdir()) == ["small.git"]


def test_leaves_a_complete_archive_alone_and_needs_no_network_for_it(upstream, tmp_path):
    fetch(tmp_path, [pinned(upstream)])
    before = files(tmp_path / "small.git")
    shutil.move(upstream, upstream.with_name("gone.git"))
    said = []
    fetch(
        tmp_path,
        [source("small", git("--git-dir", str(tmp_path / "small.git"), "rev-parse", "main"))],
        said.append,
    )
    assert files(tmp_path / "small.git") == before
    assert said == ["small: already there"]


def test_leaves_a_whole_clone_alone(upstream, tmp_path):
    git("clone", "--quiet", "--bare", str(upstream), str(tmp_path / "small.git"))
    before = files(tmp_path / "small.git")
    fetch(tmp_path, [pinned(upstream)])
    assert files(tmp_path / "small.git") == before


def test_goes_on_where_a_fetch_was_stopped_between_history_and_texts(upstream, tmp_path):
    wanted = pinned(upstream)
    folder = tmp_path / "small.git"
    git("clone", "--quiet", "--bare", "--filter=blob:none", wanted.url, str(folder))
    assert missing_texts(folder, wanted) == [blob_id(FIRST), blob_id(SECOND)]
    fetch(tmp_path, [wanted])
    assert missing_texts(folder, wanted) == []


@pytest.mark.parametrize("left", ["empty repository", "half an init"])
def test_goes_on_where_a_fetch_was_stopped_at_its_start(upstream, tmp_path, left):
    if left == "empty repository":
        git("init", "--quiet", "--bare", str(tmp_path / "small.git"))
    else:
        (tmp_path / SCRATCH / "small.git" / "objects").mkdir(parents=True)
        (tmp_path / SCRATCH / HOLDER).write_text(OURS)
    fetch(tmp_path, [pinned(upstream)])
    assert missing_texts(tmp_path / "small.git", pinned(upstream)) == []
    assert sorted(p.name for p in tmp_path.iterdir()) == ["small.git", "upstream"]


def test_clears_up_after_a_fetch_that_was_killed_with_all_fetched(upstream, tmp_path):
    fetch(tmp_path, [pinned(upstream)])
    (tmp_path / SCRATCH).mkdir()
    (tmp_path / SCRATCH / HOLDER).write_text(OURS)
    (tmp_path / SCRATCH / "policy-corpus-git-a1b2c3d4").mkdir()
    fetch(tmp_path, [pinned(upstream)])
    assert not (tmp_path / SCRATCH).exists()


@pytest.mark.parametrize("main", ["", "main~2"])
def test_names_the_branch_where_a_fetch_was_killed_before_it_did(main, upstream, tmp_path):
    wanted, folder = pinned(upstream), tmp_path / "small.git"
    fetch(tmp_path, [wanted])
    before = git("--git-dir", str(upstream), "rev-parse", main) if main else ""
    (folder / "refs" / "heads" / "main").unlink()
    if main:
        (folder / "refs" / "heads" / "main").write_text(f"{before}\n")
    (folder / "refs" / "heads" / ".main.4194305-00000000.part").write_text("half")
    said = []
    fetch(tmp_path, [wanted], said.append)
    assert said == ["small: completed by its branch"]
    assert git("--git-dir", str(folder), "rev-parse", "main") == wanted.commit
    assert [path.name for path in (folder / "refs" / "heads").iterdir()] == ["main"]
    fetch(tmp_path, [wanted], said.append)
    assert said[1:] == ["small: already there"]


def test_a_branch_of_somebody_elses_stays_where_it_is(upstream, tmp_path):
    wanted, folder = pinned(upstream), tmp_path / "small.git"
    git("clone", "--quiet", "--bare", "--filter=blob:none", wanted.url, str(folder))
    (folder / "refs" / "heads" / "main").write_text(
        git("--git-dir", str(upstream), "rev-parse", "main") + "\n"
    )
    before = git("--git-dir", str(folder), "for-each-ref")
    fetch(tmp_path, [wanted])
    assert git("--git-dir", str(folder), "for-each-ref") == before


def test_leaves_the_pack_that_another_git_is_writing(upstream, tmp_path):
    fetch(tmp_path, [pinned(upstream)])
    pack = subprocess.run(
        ["git", "--git-dir", upstream, "pack-objects", "--all", "--stdout"],
        stdin=subprocess.DEVNULL, capture_output=True, check=True, env=NOBODYS,
    ).stdout  # fmt: skip
    command = ["git", "--git-dir", tmp_path / "small.git", "index-pack", "--stdin"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=NOBODYS) as other:
        other.stdin.write(pack[:100])
        other.stdin.flush()
        while not list((tmp_path / "small.git" / "objects" / "pack").glob("tmp_pack_*")):
            assert other.poll() is None
        fetch(tmp_path, [pinned(upstream, to="main")])
        other.communicate(pack[100:])
    assert other.returncode == 0


def test_a_fetch_that_is_killed_leaves_nothing_in_the_archive(upstream, tmp_path, monkeypatch):
    """Until a pack is whole, it lies in the scratch folder, which the next fetch clears up."""
    fetch(tmp_path, [pinned(upstream)])
    before = files(tmp_path / "small.git" / "objects")
    seen = []

    def killed(sent, packs):
        seen.extend(path.parent for path in sent.glob("*.pack"))
        raise KeyboardInterrupt

    monkeypatch.setattr("policy_corpus.extract.git._take_in", killed)
    with pytest.raises(KeyboardInterrupt):
        fetch(tmp_path, [pinned(upstream, to="main")])
    assert files(tmp_path / "small.git" / "objects") == before
    assert [path.is_relative_to(tmp_path / SCRATCH) for path in seen] == [True]


def test_a_stale_lock_in_an_archive_is_in_nobodys_way_but_that_of_its_settings(upstream, tmp_path):
    folder = tmp_path / "small.git"
    git("clone", "--quiet", "--bare", "--filter=blob:none", upstream.as_uri(), str(folder))
    for name in ("HEAD", "packed-refs", "shallow", "index", "gc.pid", "refs/heads/main"):
        (folder / f"{name}.lock").write_bytes(b"")
    (folder / "config.lock").write_bytes(b"")
    with pytest.raises(CorpusError, match=r"config\.lock, if no git is at work there"):
        fetch(tmp_path, [pinned(upstream)])
    (folder / "config.lock").unlink()
    fetch(tmp_path, [pinned(upstream)])
    assert missing_texts(folder, pinned(upstream)) == []


@pytest.mark.parametrize("what", ["main~2", "main~2^{tree}"])
def test_a_history_that_was_changed_under_its_ids_is_told(what, upstream, tmp_path):
    """Another day, or another text at a path: git reads either without a word."""
    wanted, folder = pinned(upstream, to="main"), tmp_path / "small.git"
    shutil.copytree(upstream, folder)
    name, other = git("--git-dir", str(folder), "rev-parse", what, what.replace("~2", "~1")).split()
    loose = [folder / "objects" / id[:2] / id[2:] for id in (name, other)]
    loose[0].unlink()
    shutil.copy(loose[1], loose[0])
    assert git("--git-dir", str(folder), "rev-list", "--objects", "main")
    with pytest.raises(CorpusError, match=rf"small\.git: what lies under the id {name} is not what it names"):
        fetch(tmp_path, [wanted])


def test_what_a_user_keeps_beside_an_archive_is_left_alone(upstream, tmp_path):
    mine = tmp_path / ".small.git.part"
    mine.mkdir()
    (mine / "letter.txt").write_text("mine")
    fetch(tmp_path, [pinned(upstream)])
    assert (mine / "letter.txt").read_text() == "mine"


def test_of_two_fetches_at_once_the_second_says_who_is_at_it(upstream, tmp_path):
    with (
        held(tmp_path, tmp_path / SCRATCH),
        ThreadPoolExecutor(1) as other,
        pytest.raises(CorpusError, match=r"process .* is writing to it; wait"),
    ):
        other.submit(fetch, tmp_path, [pinned(upstream)]).result()
    fetch(tmp_path, [pinned(upstream)])
    with held(tmp_path, tmp_path / SCRATCH):  # nothing to do is no writing
        fetch(tmp_path, [pinned(upstream)])


def test_archives_may_be_named_from_the_current_folder(upstream, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for commit in ("main~1", "main"):
        fetch(Path("archives"), [pinned(upstream, to=commit)])
    assert len(read_history(repository(Path("archives"), pinned(upstream)), pinned(upstream))) == 2


def test_says_where_archives_cannot_be_written_to(upstream, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(
        CorpusError, match=r"file/archives: cannot be written to \(Not a directory\); name another"
    ):
        fetch(tmp_path / "file" / "archives", [pinned(upstream)])


def test_fetches_a_newer_pin_into_an_archive_that_is_there(upstream, tmp_path):
    fetch(tmp_path, [pinned(upstream)])
    newer = pinned(upstream, to="main")
    fetch(tmp_path, [newer])
    assert [c.commit for c in read_history(tmp_path / "small.git", newer)][-1] == newer.commit


def test_says_that_branches_stand_where_main_is_to_be(upstream, tmp_path):
    fetch(tmp_path, [pinned(upstream)])
    main = tmp_path / "small.git" / "refs" / "heads" / "main"
    main.unlink()
    main.mkdir()
    with pytest.raises(
        CorpusError, match=r"heads/main: is a folder, .*; move the archive away and fetch again"
    ):
        fetch(tmp_path, [pinned(upstream, to="main")])


def test_says_that_the_clone_failed(upstream, tmp_path):
    wrong = source("small", "0" * 39 + "1", (tmp_path / "no such.git").as_uri())
    with pytest.raises(
        CorpusError, match=r"small\.git: its history .* cannot be fetched from file:.*network"
    ):
        fetch(tmp_path, [wrong])


def test_a_terminal_is_shown_how_far_git_is_and_what_servers_say_as_data(
    upstream, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    fetch(tmp_path, [pinned(upstream)])
    shown = capsys.readouterr().err
    assert "Receiving objects:" in shown and "\r" in shown and "100%" in shown
    wrong = source("other", "0" * 39 + "1", f"file://{tmp_path}/a\u202eb\x85c")
    with pytest.raises(CorpusError, match="git says why above"):
        fetch(tmp_path, [wrong])
    shown = capsys.readouterr().err
    assert "fatal: '" in shown and "/ab c' does not appear" in shown


def test_says_that_the_pinned_commit_is_not_upstream(upstream, tmp_path):
    wrong = source("small", "0" * 39 + "1", upstream.as_uri())
    with pytest.raises(
        CorpusError, match=r"its history at 000000000000 cannot be fetched.*commit in pins\.json"
    ):
        fetch(tmp_path, [wrong])
    fetch(tmp_path, [pinned(upstream)])  # what the failure left is no hindrance
    assert missing_texts(tmp_path / "small.git", pinned(upstream)) == []


def test_does_not_touch_a_folder_that_is_no_repository(upstream, tmp_path):
    (tmp_path / "small.git").mkdir()
    (tmp_path / "small.git" / "notes.txt").write_text("mine")
    with pytest.raises(CorpusError, match=r"small\.git: in the way, it is no bare git repository; move it"):
        fetch(tmp_path, [pinned(upstream)])
    assert (tmp_path / "small.git" / "notes.txt").read_text() == "mine"


def test_says_that_a_partial_clone_was_completed(upstream, tmp_path):
    wanted = pinned(upstream)
    git("clone", "--quiet", "--bare", "--filter=blob:none", wanted.url, str(tmp_path / "small.git"))
    said = []
    fetch(tmp_path, [wanted], said.append)
    fetch(tmp_path, [wanted], said.append)
    assert said == ["small: completed by 2 texts", "small: already there"]


def test_fetches_dated_files_only_as_they_stand_at_the_pinned_commit(tmp_path):
    files = {"Acme/20200101.md": FIRST, "Acme/20210101.md": SECOND}
    commits = [(20_000 * DAY, "all", files | {"Acme/20200101.md": OTHER}), (20_001 * DAY, "mended", files)]
    folder = tmp_path / "upstream" / "small.git"
    head = archive(folder, commits)
    wanted = replace(source("small", head, folder.as_uri(), paths=("*/*.md",)), layout="dated files")
    fetch(tmp_path, [wanted])
    assert {blob_id(FIRST), blob_id(SECOND)} <= objects(tmp_path / "small.git")
    assert blob_id(OTHER) not in objects(tmp_path / "small.git")


@pytest.mark.parametrize("filters", [(), ("--filter=blob:none",)])
@pytest.mark.parametrize("depth", [1, 2])
def test_deepens_a_shallow_clone_and_says_so(upstream, tmp_path, depth, filters):
    wanted = pinned(upstream, to="main")
    folder = tmp_path / "small.git"
    git("clone", "--quiet", "--bare", f"--depth={depth}", *filters, wanted.url, str(folder))
    said = []
    fetch(tmp_path, [wanted], said.append)
    assert said[0].startswith("small: completed by its earlier history")
    assert [c.day for c in read_history(repository(tmp_path, wanted), wanted)] == [
        f"1970-01-0{day}" for day in (2, 3, 4)
    ]
    assert (
        git("--git-dir", str(folder), "rev-list", "--count", "main") == "3"
    )  # to git itself, too, it is whole
    fetch(tmp_path, [wanted], said.append)
    assert said[1:] == ["small: already there"]


def test_completes_a_shallow_clone_that_lacks_the_pinned_commit(upstream, tmp_path):
    folder, wanted = tmp_path / "small.git", pinned(upstream)
    git("clone", "--quiet", "--bare", "--depth=1", wanted.url, str(folder))
    said = []
    fetch(tmp_path, [wanted], said.append)
    assert said == ["small: fetched"]
    assert len(read_history(repository(tmp_path, wanted), wanted)) == 2
    assert git("--git-dir", str(folder), "rev-list", "--count", "main") == "2"


def test_says_that_the_address_has_a_shallow_clone_itself(upstream, tmp_path):
    shallow = tmp_path / "shallow.git"
    git("clone", "--quiet", "--bare", "--depth=1", upstream.as_uri(), str(shallow))
    git("--git-dir", str(shallow), "config", "uploadpack.allowFilter", "true")
    wanted = source("small", git("--git-dir", str(shallow), "rev-parse", "main"), shallow.as_uri())
    with pytest.raises(
        CorpusError, match=r"small\.git: .*(did not send its whole history|cannot be fetched)"
    ):
        fetch(tmp_path, [wanted])


def test_does_not_fetch_into_a_repository_with_sha256(upstream, tmp_path):
    git("init", "--quiet", "--bare", "--object-format=sha256", str(tmp_path / "small.git"))
    with pytest.raises(CorpusError, match=r"small\.git: is a SHA-256 repository"):
        fetch(tmp_path, [pinned(upstream)])
