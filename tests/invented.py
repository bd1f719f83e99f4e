"""Small archives with invented policies, made in a moment: what the tests of the build read."""

import subprocess
from pathlib import Path

from policy_corpus.archive import git_environment
from policy_corpus.documents import Source

DAY = 86_400


def git(*arguments: str, stdin: bytes = b"") -> str:
    """What git prints, run without anyone's settings."""
    done = subprocess.run(
        ["git", *arguments], input=stdin, capture_output=True, check=True, env=git_environment()
    )
    return done.stdout.decode().strip()


def archive(folder: Path, commits: list[tuple[int, str, dict[str, bytes | None]]]) -> str:
    """A bare repository of commits (seconds since 1970, subject, path → content or None); its head."""
    git("init", "--quiet", "--bare", "--initial-branch=main", str(folder))
    stream = []
    for seconds, subject, files in commits:
        said = subject.encode()
        stream.append(b"commit refs/heads/main\n")
        stream.append(
            f"committer Archive <archive@example.org> {seconds} +0000\ndata {len(said)}\n".encode() + said
        )
        for path, content in files.items():
            quoted = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            if content is None:
                stream.append(f'\nD "{quoted}"'.encode())
            else:
                stream.append(f'\nM 100644 inline "{quoted}"\ndata {len(content)}\n'.encode() + content)
        stream.append(b"\n")
    git("--git-dir", str(folder), "fast-import", "--quiet", stdin=b"".join(stream))
    # As a server would: parts of the archive may be asked for.
    git("--git-dir", str(folder), "config", "uploadpack.allowFilter", "true")
    git("--git-dir", str(folder), "config", "uploadpack.allowAnySHA1InWant", "true")
    return git("--git-dir", str(folder), "rev-parse", "main")


def source(
    name: str, commit: str, url: str = "file:///nowhere", form: str = "markdown", paths=None
) -> Source:
    """The entry of sources.yml for an invented archive."""
    paths = paths or (("*/*Privacy Policy.md",) if form == "markdown" else ("crawl_reviewed/*rivacy*.txt",))
    return Source(name, url, commit, "CC0-1.0", "nobody", "US", tuple(paths), form)


def blob_id(content: bytes) -> str:
    """The id that git gives a content."""
    return git("hash-object", "--stdin", stdin=content)
