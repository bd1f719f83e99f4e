"""Small archives with invented policies, made in a moment: what the tests of the build read."""

import os
import subprocess
from dataclasses import asdict
from pathlib import Path

import yaml

from policy_corpus.extract.sources import Source, write_pins

DAY = 86_400
NOBODYS = os.environ | {"LC_ALL": "C", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}


def git(*arguments: str, stdin: bytes = b"") -> str:
    """What git prints, run without anyone's settings."""
    done = subprocess.run(["git", *arguments], input=stdin, capture_output=True, check=True, env=NOBODYS)
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
    return Source(
        name=name,
        owner="nobody",
        url=url,
        commit=commit,
        version="https://example.org/{owner}/{name}/at/{commit}/{path}",
        change="https://example.org/{owner}/{name}/change/{commit}",
        licence="CC0-1.0",
        attribution="nobody",
        region="US",
        paths=tuple(paths),
        format=form,
        technical=("Refilter", "Apply technical or declaration upgrade"),
    )


def write_sources(path: Path, sources: list[Source]) -> Path:
    """A sources.yml with the commits beside it."""
    lists = [{"paths": list(source.paths), "technical": list(source.technical)} for source in sources]
    entries = [{**asdict(source), **own} for source, own in zip(sources, lists, strict=True)]
    write_pins({entry["name"]: entry.pop("commit") for entry in entries}, path)
    path.write_text(yaml.safe_dump(entries, sort_keys=False))
    return path


def blob_id(content: bytes) -> str:
    """The id that git gives a content."""
    return git("hash-object", "--stdin", stdin=content)


# What makes an invented page long enough to be taken for a policy.
LONG = [
    f"We {verb} your information {when}, and we tell you {how} before your data leaves our shed by the canal."
    for verb, when, how in [
        ("use", "when the tide is low", "by drum"),
        ("share", "with the lock keeper of the day", "by letter"),
        ("store", "on paper that floats", "in a song"),
        ("process", "between two cups of tea", "over the fence"),
        ("receive", "from the gulls that know you", "with a flag"),
        ("disclose", "to nobody who wears a green hat", "on a slate"),
        ("collect", "at the gate of the allotment", "with a lamp"),
    ]
]


def policy(company: str, *more: str, title: str = "") -> str:
    """An invented policy in Markdown, long enough to be taken for one."""
    sections = [
        f"{title or company + ' Privacy Policy'}\n{'=' * 20}\n\nLast updated: March 3, 2021\n",
        f"At {company} we collect personal information so that our garden tools find their way to you.\n",
        "1. What we collect\n------------------\n\nWe collect the following personal information:\n",
        "*   your name and the street on which you live;\n*   a photo of your front door, for the courier.\n",
        "2. Why we use it\n----------------\n\nWe use your information to sort parcels by colour.\n",
        "We may use cookies to recall which spade you liked. We store your data in a dry shed.\n",
        "We never share personal data with moles. Your information stays yours, whatever the weather.\n",
        " ".join(LONG) + "\n",
        *more,
    ]
    return "\n".join(sections)


def tosback(company: str, *more: str) -> str:
    """An invented policy as TOSBack wrote them."""
    items = "".join(f"<p>{text}</p>\n" for text in (*LONG, *more))
    return (
        f"<h1>{company} Privacy</h1>\n<p>At {company} we collect personal information about kites.</p>\n"
        "<p>We use your information to choose:</p>\n<ul><li>a tail of the right length</li>\n"
        "<li>string &amp.\n glue</li></ul>\n<p>We may use cookies. We store your data in a box under the stairs, "
        "and we share personal information with the wind only, as the wind asks for it every day.</p>\n"
        + items
    )


DOCUMENTS = """\
document,platform,company,parent,sector,jurisdiction,main,well_known,archive,path,from,until,note
acme,Acme,Acme,Acme,other,US,1,1,small,Acme/Privacy Policy.md,,,
bolt,Bolt & Nut,Bolt,Bolt,other,US,1,0,small,"Bolt & ""Nut""/Privacy Policy.md",,,
kite,Kite,Kite,Kite,other,US,1,0,old,crawl_reviewed/kite.example/Privacy Policy.txt,,2016-01-01,
kite,Kite,Kite,Kite,other,US,1,0,small,Kité/Privacy Policy.md,2016-01-01,,
"""


def corpus(folder: Path, gained: tuple[str, ...] = ()) -> dict[str, Path]:
    """Archives, sources.yml and data of three invented documents; where each is. Acme gains clauses after week 14."""
    archives, data = folder / "archives", folder / "data"
    archives.mkdir(parents=True)
    face = "We collect a scan of your face to open the shed.\n"
    acme, bolt = "Acme/Privacy Policy.md", 'Bolt & "Nut"/Privacy Policy.md'
    commits = [(18_000, "Start tracking", {acme: policy("Acme").encode(), bolt: policy("Bolt").encode()})]
    for week in range(1, 30):
        text = policy("Acme", face, f"In week {week // 10} we counted our spades.\n", *gained * (week > 14))
        files = {acme: text.encode(), "Kité/Privacy Policy.md": policy("Kite", *[face] * (week > 9)).encode()}
        commits.append((18_000 + 7 * week, f"Record week {week}", files))
    commits.append((18_300, "Refilter \x01 \x02", {bolt: policy("Bolt", "We like rain.\n").encode()}))
    commits.append((18_290, "Runs backwards", {bolt: policy("Bolt", face).encode("utf-16")}))
    commits.append((18_320, "Gone", {bolt: None}))
    heads = {
        "small": archive(archives / "small.git", [(day * DAY, s, f) for day, s, f in commits]),
        "old": archive(
            archives / "old.git",
            [
                (
                    15_000 * DAY,
                    "crawl",
                    {"crawl_reviewed/kite.example/Privacy Policy.txt": tosback("Kite").encode()},
                ),
                (
                    15_100 * DAY,
                    "crawl",
                    {"crawl_reviewed/kite.example/Privacy Policy.txt": tosback("Kite", face).encode()},
                ),
            ],
        ),
    }
    forms = {"small": "markdown", "old": "tosback"}
    entries = [source(name, head, form=forms[name]) for name, head in heads.items()]
    data.mkdir()
    sources = write_sources(folder / "sources.yml", entries)
    (data / "documents.csv").write_text(DOCUMENTS, encoding="utf-8")
    for name in ("lexicon.yml", "categories.csv", "collection_classifier.csv", "word_counts.csv"):
        (data / name).symlink_to(Path(__file__).resolve().parents[1] / "data" / name)
    return {"archives": archives, "data": data, "sources": sources}
