"""The registry of commands: a function becomes one by `@command`, and the parser of all is made of them."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from policy_corpus.paths import ARCHIVES, TABLES

PROGRAM = "policy-corpus"  # what the commands are installed as


class Command(NamedTuple):
    """A command: what it is called, does in a line and in full, its options (names, how argparse takes them)."""

    name: str
    help: str
    description: str
    options: tuple[tuple[tuple[str, ...], dict], ...]
    run: Callable[[argparse.Namespace], None]


COMMANDS: list[Command] = []


def command(name: str, help: str, description: str, *options: tuple[tuple[str, ...], dict]):
    """Makes a function of the chosen options a command; its options stand above it."""

    def enter(run: Callable[[argparse.Namespace], None]):
        COMMANDS.append(Command(name, help, " ".join(description.split()), options, run))
        return run

    return enter


def option(*names: str, **how) -> tuple[tuple[str, ...], dict]:
    """An option of a command, as argparse's add_argument takes it."""
    return names, how


def parser() -> argparse.ArgumentParser:
    """The parser of all commands, in the order in which they were entered."""
    installed = Path(sys.argv[0]).stem == PROGRAM
    whole = argparse.ArgumentParser(
        prog=PROGRAM if installed else "python -m policy_corpus",
        description="The archived policies as tables.",
    )
    commands = whole.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        own = commands.add_parser(command.name, help=command.help, description=command.description)
        for names, how in command.options:
            own.add_argument(*names, **how)
        own.set_defaults(run=command.run)
    return whole


def tell(out: Path | str, what: str) -> None:
    """Print what became of an output; nothing where that is standard output itself."""
    from policy_corpus.files import goes_to_stdout  # late, as in every command: it loads pandas

    if not goes_to_stdout(out):
        print(f"{out}: {what}")


def positive(text: str) -> int:
    """A number of workers."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number of workers; give 1 or more")
    return number


OUTPUT = "the file to write; - for standard output"
IN_ARCHIVES = option(
    "--archives", type=Path, default=ARCHIVES, metavar="DIR", help="folder of bare repositories (%(default)s)"
)
IN_TABLES = option(
    "--tables", type=Path, default=TABLES, metavar="DIR", help="folder of the tables (%(default)s)"
)
