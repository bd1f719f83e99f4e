"""What processes cost: time and memory of their own, and errors that are told."""

import sys

import pytest

from policy_corpus.errors import CorpusError
from policy_corpus.trials.costs import Cost, machine, measured, peak_memory, run

BUSY = "import time\nwhile time.process_time() < 0.2: pass"
PEAK = "from policy_corpus.trials.costs import peak_memory; print(peak_memory())"
GROWS = f"{PEAK}; held = b'1' * 500_000_000; print(peak_memory())"


def test_processor_seconds_are_those_of_the_processes_that_are_waited_for():
    cost = measured(lambda: run(BUSY))
    assert cost.processor >= 0.2
    assert cost.seconds > 0
    assert cost - cost == Cost(0, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process's peak has its parent's in it")
def test_the_peak_of_a_process_has_nothing_of_its_parents():
    held = bytearray(400_000_000)
    held[::4096] = b"1" * len(held[::4096])  # so that the pages are there
    assert peak_memory() > 400
    assert float(run(PEAK)) < 400


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process's peak has its parent's in it")
def test_a_megabyte_is_a_million_bytes():
    before, after = map(float, run(GROWS).split())
    assert after - before == pytest.approx(500, rel=0.01)


def test_a_process_that_fails_is_told(capfd):
    with pytest.raises(CorpusError, match="a measured process failed"):
        run("raise SystemExit('no room')")
    assert "no room" in capfd.readouterr().err


def test_the_machine_is_named():
    on = machine()
    assert on["processor"]
    assert on["cores"] >= 1
    assert on["load"] >= 0
