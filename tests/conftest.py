"""What the tests find beside the repository: the archives, shared material, a browser."""

import os
import signal
from pathlib import Path

import pdf
import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import sync_playwright

from policy_corpus.paths import ROOT

pytest.register_assert_rewrite("laid")  # which asserts, and must say what it found

# The same examples everywhere, and no example is too slow: how long a test takes depends on the machine.
settings.register_profile(
    "steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")

# In the background or under nohup, tests are deaf to these, and what they start would be; a handler is not inherited.
for number in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, lambda *_: None)


def missing(what: str) -> None:
    """Skip a test whose means are not on this machine; in CI they must be, and the test fails."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared material beside the repository."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        missing("not run: there is no ../shared")
    return folder


@pytest.fixture(scope="session")
def archives() -> Path:
    """The folder of the archives' bare git repositories."""
    folder = Path(os.environ.get("POLICY_ARCHIVES", ROOT.parent / "shared" / "archives"))
    if not any(folder.glob("*.git")):
        missing("not run: there are no archives (set POLICY_ARCHIVES, or put them at ../shared/archives)")
    return folder.resolve()


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, headless."""
    if not pdf.chromium():
        missing("not run: there is no chromium (apt-get install chromium-headless-shell)")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=pdf.chromium(), args=pdf.OPTIONS)
        yield chromium
        chromium.close()
