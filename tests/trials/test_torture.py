"""A shorter set of what `make torture` tries; and that it would tell of what does not hold."""

import os
import signal
import subprocess
import sys
from random import Random

import pandas as pd
import pytest

from policy_corpus.paths import notebook_path
from policy_corpus.trials.torture import __main__ as torture, fuzz, histories, kills, moment, surroundings

BATCHES = 3  # of an invariant


@pytest.fixture(scope="module")
def labelling(tmp_path_factory) -> kills.Trial:
    """A copy in which `label` is killed."""
    return trial("label", tmp_path_factory)


def trial(name: str, folders) -> kills.Trial:
    command = next(command for command in kills.COMMANDS if command.name == name)
    return kills.Trial(folders.mktemp(name), command)


@pytest.mark.parametrize(("before_end", "signalled"), [(1, signal.SIGKILL), (0, signal.SIGTERM)])
def test_labels_are_whole_whenever_it_is_killed(labelling, before_end, signalled):
    assert labelling.at_step(labelling.steps - before_end, signalled) in ("", None)


def test_a_fetch_goes_on_where_it_was_killed(tmp_path_factory):
    fetching = trial("fetch", tmp_path_factory)
    assert fetching.at_step(fetching.steps // 2, signal.SIGKILL) == ""
    assert fetching.at_step(fetching.steps // 3, signal.SIGTERM) == ""


def test_notebooks_are_whole_whenever_they_are_killed(tmp_path_factory):
    executing = trial("notebooks", tmp_path_factory)
    assert executing.new != executing.old
    assert executing.at_step(executing.steps, signal.SIGKILL) == ""


def test_a_file_that_is_written_in_place_is_told(labelling):
    code = labelling.project.root / "policy_corpus" / "files.py"
    text = code.read_text(encoding="utf-8")
    in_place = text.replace("beside.replace(target)", "target.write_bytes(raw[:9]); beside.replace(target)")
    assert in_place != text
    code.write_text(in_place, encoding="utf-8")
    told = [labelling.at_step(step, signal.SIGKILL) for step in (labelling.steps, labelling.steps + 1)]
    code.write_text(text, encoding="utf-8")
    assert any("neither the old nor the new" in (fault or "") for fault in told)


@pytest.mark.parametrize(
    ("name", "content", "is_others"),
    [
        ("tmp_v_dy0ml.json", "{}", True),
        ("9u81quah", "blat", True),
        ("9u81quah", "We hum.", False),
        (kills.SETTINGS + "a1b2c3d4", "", True),
        ("tmp9u81quah", "We hum.", False),
    ],
)
def test_what_others_leave_is_told_from_texts(name, content, is_others, tmp_path):
    (tmp_path / name).write_text(content)
    assert kills._is_others(tmp_path / name) is is_others


# ---------------------------------------------------------------- steps


def test_a_process_ends_before_the_step_that_is_named(tmp_path):
    code = "import os; [os.mkdir(f'{n}') for n in range(5)]"
    hook = "from policy_corpus.trials.torture.moment import watch; watch({}, 9, 'count')\n"
    for step, made in ((3, 2), (0, 5)):
        folder = tmp_path / str(step)
        folder.mkdir()
        command = [sys.executable, "-c", hook.format(step) + code]
        done = subprocess.run(command, cwd=folder, env=os.environ, check=False)
        assert done.returncode == (-signal.SIGKILL if step else 0)
        assert len([path for path in folder.iterdir() if path.is_dir()]) == made
    assert (tmp_path / "0" / "count").read_text() == "5"


@pytest.mark.parametrize(
    ("event", "arguments", "is_one"),
    [
        ("open", ("a.csv", "r", os.O_RDONLY), False),
        ("open", ("a.csv", "w", os.O_WRONLY | os.O_CREAT), True),
        ("open", ("/dev/null", "w", os.O_WRONLY), False),
        ("os.rename", ("a", "b", -1, -1), True),
        ("ctypes.dlsym", (None, "renameat2"), True),
        ("ctypes.dlsym", (None, "printf"), False),
        ("import", ("os",), False),
    ],
)
def test_steps_are_what_changes_folders_or_begins_a_file(event, arguments, is_one):
    assert moment.is_step(event, arguments) is is_one


# ---------------------------------------------------------------- inputs


@pytest.mark.parametrize("invariant", fuzz.INVARIANTS, ids=lambda invariant: invariant.what)
def test_what_must_hold_of_any_input(invariant):
    tried = fuzz.tried_with(invariant, BATCHES, 0)
    assert tried.faults == []
    assert tried.inputs == BATCHES * invariant.size


def test_inputs_hardly_come_twice():
    made = [clause for n in range(5) for clause in fuzz.clauses([], Random(n))[0]]
    assert len(set(made)) > 0.99 * len(made)
    made = [text for n in range(20) for text in fuzz.texts([], Random(n))]
    assert len(set(made)) > 0.95 * len(made)


def test_shares_add_up():
    assert sum(invariant.share for invariant in fuzz.INVARIANTS) == pytest.approx(1)
    tried = sum(invariant.size * invariant.batches(fuzz.ROUND) for invariant in fuzz.INVARIANTS)
    assert tried == pytest.approx(fuzz.ROUND, rel=0.02)


def fails(fragments, rng):
    raise AssertionError("the shed is open")


def test_what_does_not_hold_is_told():
    tried = fuzz.tried_with(fuzz.Invariant("sheds are shut", 1, 10, fails), 20, 0)
    assert (tried.inputs, len(tried.faults)) == (fuzz.MOST_FAULTS,) * 2
    assert "in batch 0/1: the shed is open" in tried.faults[0]


def test_rounds_add_up(monkeypatch):
    held = fuzz.Invariant("boats float", 0.5, 100, lambda fragments, rng: None)
    monkeypatch.setattr(fuzz, "INVARIANTS", [held, fuzz.Invariant("sheds are shut", 0.5, 100, fails)])
    monkeypatch.setattr(fuzz, "ROUND", 1_000)
    told = [(row["tried"], row["held"], row["failed"]) for row in fuzz.rows(2_000)]
    assert told == [(500, 500, 0), (3, 0, 3), (1_000, 1_000, 0), (3, 0, 3)]


def test_what_is_put_into_a_history_is_put_there():
    """Each kind of capture is put into some history, and read as what it is."""
    texts, captures = histories.steady(Random(1))
    plain = [(day, histories.page(texts[place])) for day, place in captures]
    until = captures[-1][0] + 30
    assert len(histories.cleaned(plain, until).versions) == len(texts) > 1
    for put in (histories.flickered, histories.doubled, histories.repeated, histories.broken):
        assert any(put(Random(seed), texts, captures) for seed in range(5))


# ---------------------------------------------------------------- the table


def test_without_a_choice_all_is_tried_but_notebooks():
    assert torture.chosen_by([]).parts == ("kills", "surroundings", "fuzz")
    assert torture.chosen_by(["--parts", "notebooks", "--runs", "2"]).parts == ["notebooks"]


def test_notebooks_are_chosen_by_their_slugs_to_be_run_in_other_surroundings(tmp_path, monkeypatch):
    monkeypatch.setattr(surroundings, "rows", lambda folder, pythons: iter(()))
    monkeypatch.setattr(surroundings, "_compared", lambda folder, tried, notebooks: " ".join(notebooks))
    chosen = torture.chosen_by(["--parts", "surroundings", "--notebooks", "read-x-2023"])
    told = {row["how"].rpartition(": ")[2] for row in torture._rows(chosen, tmp_path) if row["tried"]}
    assert told == {notebook_path("read-x-2023").name}


def test_a_row_takes_the_place_of_its_like_and_parts_keep_their_order():
    table = pd.DataFrame(columns=torture.COLUMNS)
    for part, what, tried in (("fuzz", "a", 1), ("kills", "a", 2), ("fuzz", "a", 3), ("fuzz", "b", 4)):
        table = torture.with_row(table, {"part": part, "what": what, "tried": tried})
    assert table[["part", "what", "tried"]].to_numpy().tolist() == [
        ["kills", "a", 2],
        ["fuzz", "a", 3],
        ["fuzz", "b", 4],
    ]


def test_a_row_is_added_to_its_like():
    counts = ("tried", "held", "failed")
    row = {"part": "fuzz", "what": "a", "how": "from seed 5"} | dict(zip(counts, (5, 4, 1), strict=True))
    before = torture.with_row(pd.DataFrame(columns=torture.COLUMNS), row | {"tried": 7, "how": "from seed 0"})
    both = torture.added(row, before)
    assert [both[name] for name in counts] == [12, 8, 2]
    assert both["how"] == "from seed 0, from seed 5"
    assert torture.added(row | {"what": "b"}, before) == row | {"what": "b"}


def test_surroundings_that_are_not_here_are_told_and_not_tried():
    nowhere = surroundings.Surroundings("elsewhere", prefix=("no-such-program",))
    assert surroundings.lacking(nowhere, True).startswith("not tried: no-such-program")
    assert surroundings.lacking(surroundings.Surroundings("Python 2", python=""), True).startswith(
        "not tried"
    )
    assert surroundings.lacking(surroundings.Surroundings("umask 077", umask=0o077), False) == ""


def test_the_published_table_adds_up():
    table = pd.read_csv(torture.OUT)
    assert table.columns.tolist() == torture.COLUMNS
    assert set(table["part"]) <= set(torture.PARTS)
    assert (table["tried"] == table["held"] + table["failed"]).all()
    assert table.loc[table["tried"] == 0, "how"].str.startswith("not tried").all()
    assert not table.duplicated(["part", "what"]).any()
