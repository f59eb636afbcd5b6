"""Which files are run when an MCP server is started, and what is run that no file here holds?"""

import os
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from .tool_manifest import McpPart

# What a server keeps as it works changes with every call, and starts nothing.
_DATA = frozenset({".csv", ".db", ".jsonl", ".log", ".md", ".sqlite", ".sqlite3", ".tsv", ".txt"})
_CODE = frozenset(
    ".py .pyc .pyi .pyw .pyz .pth .zip .so .js .mjs .cjs .jsx .ts .mts .cts .tsx .node .wasm .jar"
    " .class .sh .bash .zsh .ksh .rb .pl .pm .php .lua".split()
)
# Settings that say what is started or imported; other JSON and TOML is a server's data.
_CODE_NAMES = frozenset(
    "package.json tsconfig.json jsconfig.json deno.json deno.jsonc bunfig.toml pyproject.toml"
    " makefile".split()
)
FETCHING = frozenset(
    "npx bunx pnpx npm pnpm yarn bun deno uv uvx pip pipx go cargo docker podman".split()
)
_SHELLS = frozenset("sh bash dash zsh ksh".split())
_PYTHONS = ("python", "pypy")
_INTERPRETER = re.compile(
    r"(python|pypy|node|nodejs|deno|bun|ruby|perl|php|lua|luajit|tclsh|Rscript|pwsh|java|make|gmake"
    r"|awk|gawk|mawk|sed|psql)[\d.]*"
)
# The file behind such an option is run before the script, or in place of one.
_LOADING = frozenset(
    "-init --init-file --rcfile --require --import --preload --loader --experimental-loader"
    " --script".split()
)
_STARTING = frozenset("env nice nohup setsid stdbuf sudo time timeout xargs".split())
"""Programs that start another one, which their arguments name."""
_IN_A_COMMAND = re.compile(r"""[\s;|&()`'"]+""")
_NO_PROGRAM = re.compile(r"[-+].*|\w+=.*|[\d.]+\w?")
# A module in one word with Python's flags: -mweather, -Im.
_MODULE = re.compile(r"-[bBdEiIOPqRsSuvx]*m(.*)")
# With these, an interpreter runs no file: its code or its module is in the command line.
_PYTHON_IN_LINE = re.compile(r"-[bBdEiIOPqRsSuvx]*[cm].*")
_SHELL_IN_LINE = re.compile("-[a-z]*c")
_OTHER_IN_LINE = re.compile("-[alnpswW]*[eE]|--eval")
_MOST_FILES = 2_000
_MOST_LOOKED_AT = 50_000


def started_files(part: McpPart, folder: Path) -> list[Path]:
    """Return the files that a server's command line names, and all code that they may import.

    `folder` is the manifest's. Data that the command line names is left out, unless it is run.
    """
    run = _scripts(part, folder)
    named = [p for p in _named(part, folder) if p in run or p.suffix.lower() not in _DATA]
    code, _ = code_in(_code_folders(part, folder))
    return [*filter(os.path.isfile, named), *code]


def unpinned(part: McpPart, folder: Path) -> str:
    """Return what a server starts although no file of `started_files` holds it ("" if nothing)."""
    within, words = folder / part.folder, _words(part)
    fetching = {Path(word).name for word in words} & FETCHING
    found = [f"what {name} fetches" for name in sorted(fetching)]
    for name, path in _programs(part, folder).items():
        if not (path and path.is_file()) and Path(name).name not in fetching:
            found.append(f"{name}, installed elsewhere")
        elif path and not path.is_relative_to(folder) and _is_installed_script(path):
            found.append(f"what {name} imports")
    if Path(part.command).name in _SHELLS and any(map(_SHELL_IN_LINE.fullmatch, words)):
        found.append(f"what the command of {part.command} starts")
    for name in _modules(words):
        if not any(path.exists() for path in _module_paths(within, name)):
            found.append(f"the module {name}, installed elsewhere")
    if not code_in(_code_folders(part, folder))[1]:
        found.append(f"more than {_MOST_FILES} files next to it")
    return " and ".join(found)


def code_in(folders: Iterable[Path]) -> tuple[list[Path], bool]:
    """Return the files of code in folders, links followed; False if there are too many for all."""
    found: set[Path] = set()
    seen: set[str] = set()
    looked_at = 0
    walks = (os.walk(top, followlinks=True) for top in sorted(folders))
    for here, below, names in chain.from_iterable(walks):
        real, looked_at = os.path.realpath(here), looked_at + 1 + len(names)
        if real in seen:
            below.clear()
            continue
        seen.add(real)
        below.sort()
        paths = (Path(here, name) for name in sorted(names))
        found.update(path for path in paths if _is_code(path) and path.is_file())
        if len(found) >= _MOST_FILES or looked_at >= _MOST_LOOKED_AT:
            return sorted(found)[:_MOST_FILES], False
    return sorted(found), True


def _words(part: McpPart) -> list[str]:
    """Return the words of the command line, and those within what a shell or the like is given."""
    given = list(part.arguments)
    if Path(part.command).name in _SHELLS | _STARTING:
        given += [word for one in part.arguments for word in _IN_A_COMMAND.split(one) if word]
    # What --option=value gives is named as if it were a word of its own.
    parts = ([word, *word.split("=", 1)] if "=" in word else [word] for word in given)
    return [part.command, *chain.from_iterable(parts)]


def _is_code(path: Path) -> bool:
    return path.suffix.lower() in _CODE or path.name.lower() in _CODE_NAMES


def _scripts(part: McpPart, folder: Path) -> set[Path]:
    """Return the files that interpreters, shells and options are given to run, of any suffix."""
    within, words = folder / part.folder, _words(part)
    found = {within / file for option, file in zip(words, words[1:]) if option in _LOADING}
    for at, word in enumerate(words):
        if _is_interpreter(word):
            found.update(_scripts_of(Path(word).name, words[at:], within))
    return set(filter(os.path.isfile, found))


def _is_interpreter(word: str) -> bool:
    name = Path(word).name
    return name in _SHELLS or _INTERPRETER.fullmatch(name) is not None


def _scripts_of(interpreter: str, words: list[str], within: Path) -> Iterator[Path]:
    """Yield the interpreter's script, and what may be it where an option is in front of it."""
    in_line = _PYTHON_IN_LINE if interpreter.startswith(_PYTHONS) else _OTHER_IN_LINE
    in_line = _SHELL_IN_LINE if interpreter in _SHELLS else in_line
    for before, word in zip(words, words[1:]):
        if in_line.fullmatch(word):
            return
        path = within / word
        if os.path.isfile(path):
            yield path
            is_option = before in _LOADING or before == "-r"
            if not is_option and (_is_code(path) or not before.startswith("-")):
                return


def _programs(part: McpPart, folder: Path) -> dict[str, Path | None]:
    """Return the command, and what it is there to start, with their paths: None for PATH's."""
    programs: dict[str, Path | None] = {part.command: None}
    if "/" in part.command:
        programs[part.command] = Path(part.program_in(folder))
    if Path(part.command).name in _STARTING:
        started = next((w for w in part.arguments if not _NO_PROGRAM.fullmatch(w)), None)
        if started is not None:
            programs[started] = folder / part.folder / started if "/" in started else None
    return programs


def _is_installed_script(path: Path) -> bool:
    """Tell whether a program is like those that pip makes: what they import is anywhere."""
    if path.suffix.lower() in _CODE or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(2) == b"#!"


def _named(part: McpPart, folder: Path) -> list[Path]:
    programs = [path for path in _programs(part, folder).values() if path is not None]
    return [*programs, *(folder / part.folder / word for word in _words(part)[1:])]


def _modules(words: list[str]) -> list[str]:
    """Return the modules that are started: behind -m, or in one word with it for a Python."""
    found = [name for flag, name in zip(words, words[1:]) if flag == "-m"]
    if any(Path(word).name.startswith(_PYTHONS) for word in words):
        for word, following in zip(words, [*words[1:], ""]):
            flag = _MODULE.fullmatch(word)
            if flag and word != "-m":
                found.append(flag[1] or following)
    return list(dict.fromkeys(filter(None, found)))


def _module_paths(within: Path, name: str) -> tuple[Path, Path]:
    path = within / name.replace(".", "/")
    return path.with_suffix(".py"), path


def _code_folders(part: McpPart, folder: Path) -> set[Path]:
    """Return the folders of the scripts and modules that a server starts from.

    Folders and programs elsewhere than next to the manifest are the system's or hold data.
    """
    within, words = folder / part.folder, _words(part)
    near = [path for path in _named(part, folder) if path.is_relative_to(folder)]
    # Not by methods of Path: a name too long for a file would be an error of theirs.
    folders = {p if os.path.isdir(p) else p.parent for p in near if os.path.exists(p)}
    run = _scripts(part, folder)
    scripts = (path for path in _named(part, folder) if path.suffix.lower() in _CODE - {".zip"})
    folders |= {path.parent for path in (*scripts, *run) if os.path.isfile(path)}
    # They import from where they are started, unless they are given a script.
    if _modules(words) or "-c" in words or (not run and any(map(_is_interpreter, words))):
        folders.add(within)
    return folders
