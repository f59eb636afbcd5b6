"""Reads the command line: options, verbosity, the task or command; defines the exit codes."""

import argparse
import os
import re
from collections.abc import Sequence
from enum import IntEnum
from types import MappingProxyType

from ..domain.installation import PROGRAM, VERSION


class Verbosity(IntEnum):
    """From results only to everything."""

    QUIET = 0
    NORMAL = 1
    VERBOSE = 2


SOLVED = 0
UNSOLVED = 1
WRONG_USAGE = 2
MODEL_DOWN = 3
CANCELLED = 130


FLAGS = (
    "--offline",
    "--allow-weak-sandbox",
    "--json",
    "--events",
    "--quiet",
    "--verbose",
    "--yes",
    "--continue",
)
_WITH_VALUE = ("--config", "--model", "--set", "--record", "--replay")
OPTIONS = (*FLAGS, *_WITH_VALUE, "--version", "--help")
_OPTION = re.compile(r"--[a-z][a-z-]*(=.*)?|-h", re.DOTALL)
_EXAMPLES = f"""\
examples:
  {PROGRAM}                          the prompt
  {PROGRAM} "add 10 and 20"          one task; the result alone on stdout
  {PROGRAM} --json "add 10 and 20"   one JSON object on stdout
  {PROGRAM} < tasks.txt              one task a line
  {PROGRAM} - < task.txt             one task of several lines
  {PROGRAM} mcp                      serve the nodes to MCP clients (docs/MCP.md)
  {PROGRAM} web                      the same program in a browser
  {PROGRAM} list --json              commands work here as well: {PROGRAM} help

exit codes: 0 solved, 1 declined or failed, 2 wrong usage or config,
3 a configured model is down and nothing offline fits, 130 cancelled
"""


_OF_COMMANDS = MappingProxyType({"evolve": ("--config",), "/evolve": ("--config",)})
"""Options of our own that mean something else behind a command."""


class Arguments(argparse.Namespace):
    """What the command line asks for; `line` is a task or a command (None: neither given).

    A namespace and no dataclass, whose import alone costs as much as all of `--version`.
    `words` are the arguments that it came as. `strays` are options that stand in the line: a
    command may know them, a task does not.
    """

    line: str | None = None
    words: tuple[str, ...] = ()
    strays: tuple[str, ...] = ()
    config: str | None = None
    assignments: list[str]
    flags: dict[str, str]
    offline: bool = False
    weak: bool = False
    model: str = ""
    record: str = ""
    replay: str = ""
    json: bool = False
    events: bool = False
    quiet: bool = False
    verbose: bool = False
    yes: bool = False
    resume: bool = False


def read_arguments(argv: Sequence[str]) -> Arguments:
    """Read the command line; wrong usage ends the program with exit code 2."""
    parser = _parser()
    for word in argv:
        if not word.isascii() and any("\ud800" <= sign <= "\udfff" for sign in word):
            parser.error(f"{word.encode('utf-8', 'backslashreplace').decode()} is not UTF-8 text")
    own, words = _split(argv)
    arguments = parser.parse_args(own, Arguments())
    if arguments.record and (arguments.replay or arguments.offline):
        parser.error("--record writes what models say; --replay and --offline ask none")
    if arguments.quiet and arguments.verbose:
        parser.error("--quiet and --verbose contradict each other")
    arguments.flags = dict(read.split("=", 1) for read in arguments.assignments)
    if arguments.model:
        arguments.flags["model"] = arguments.model
    # A file's name stays one word.
    quoted = (f'"{one}"' if " " in one and os.path.exists(one) else one for one in words)
    arguments.line = " ".join(quoted) if words else None
    arguments.words = tuple(words)
    arguments.strays = tuple(word for word in words if _OPTION.fullmatch(word))
    return arguments


def _split(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """Separate our own options from the words of the line, wherever they are."""
    own: list[str] = []
    words: list[str] = []
    rest = list(argv)
    while rest:
        word = rest.pop(0)
        if word == "--":
            words += rest
            break
        if word in _OF_COMMANDS.get(words[0] if words else "", ()):
            words.append(word)
        elif word in _WITH_VALUE:
            own += [word, *rest[:1]]
            del rest[:1]
        elif word.startswith(tuple(f"{option}=" for option in _WITH_VALUE)) or word in FLAGS:
            own.append(word)
        elif _OPTION.fullmatch(word) and (not words or word in ("-h", "--help")):
            own.append(word)
        else:
            words.append(word)
    return own, words


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        usage=f"{PROGRAM} [options] [TASK | COMMAND ...]",
        description="Code Evolver turns a task in plain English into a tested program.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("--config", metavar="FILE", help="settings to read on top of the default ones")
    add(
        "--set",
        dest="assignments",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        type=_assignment,
        help="a setting for this run, as `config` shows them; may be repeated",
    )
    add("--model", metavar="NAME", default="", help="use this model for all roles")
    add("--offline", action="store_true", help="never ask a model")
    add(
        "--allow-weak-sandbox", action="store_true", help="run programs even if confinement is weak"
    )
    add("--record", metavar="FILE", default="", help="write what models reply to a new file")
    add("--replay", metavar="FILE", default="", help="take replies from a recording, ask no model")
    add("--json", action="store_true", help="one JSON object on stdout")
    add("--events", action="store_true", help="events as JSON lines on stderr")
    add("--quiet", action="store_true", help="no stages on stderr, only errors")
    add("--verbose", action="store_true", help="also show code, suites and seconds")
    add("--yes", action="store_true", help="answer yes where a command would ask")
    add("--continue", dest="resume", action="store_true", help="go on with the last session")
    add("--version", action="version", version=f"Code Evolver {VERSION}")
    return parser


def _assignment(text: str) -> str:
    if not text.partition("=")[1]:
        raise argparse.ArgumentTypeError(f"{text!r} is not KEY=VALUE")
    return text
