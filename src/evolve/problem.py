"""What is evolved: the program, the blocks of it that may change, and its evaluator."""

import ast
import os
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from msgspec import Struct, field

from ..documents.regular_files import read_file
from ..domain.errors import BrokenReply, Declined
from ..domain.program_run import ImportedModules
from ..prompts.code_layout import top_level_names

START, END = "EVOLVE-BLOCK-START", "EVOLVE-BLOCK-END"
_MARK = re.compile(rf"^[^\n]*#[ \t]*({START}|{END})[^\n]*(?:\n|\Z)", re.MULTILINE)
_MOST_BYTES = 1_000_000
_MOST_OFFERED = 100_000
"""Characters of the modules that the program does not import: each run is sent them."""


class Problem(Struct, frozen=True, eq=False):
    """A program and its evaluator, as they were read.

    `neighbours` are the modules that candidates can import: those in the program's folder, except
    the evaluator and what only the evaluator imports. `preload` are the packages that program or
    evaluator import, and that are not found in their folders.
    """

    file: Path
    source: str
    evaluator: Path
    evaluator_source: str
    neighbours: ImportedModules = field(default_factory=ImportedModules)
    preload: tuple[str, ...] = ()
    _unchanged: set[tuple[int, ...]] = field(default_factory=set)

    @property
    def has_marks(self) -> bool:
        """True if only blocks of the program may change."""
        return bool(_spans(self.source))

    def evaluator_has_changed(self) -> bool:
        """Check whether the evaluator's file differs from what was read."""
        try:
            state = os.stat(self.evaluator)
            version = (state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
            if version in self._unchanged:
                return False
            if read_file(self.evaluator).decode() != self.evaluator_source:
                return True
        except (OSError, UnicodeError):
            return True
        self._unchanged.add(version)
        return False

    def frame(self, proposed: str) -> str:
        """Return the proposed program with everything outside the marks as it was.

        Raises BrokenReply if it has no marks, and does not show what belongs between them.
        """
        spans = _spans(self.source)
        if not spans:
            return proposed
        try:
            contents = [proposed[start:end] for start, end in _spans(proposed)]
        except Declined:
            contents = []
        ends = (0, *(place for span in spans for place in span), len(self.source))
        fixed = [self.source[ends[n] : ends[n + 1]] for n in range(0, len(ends), 2)]
        if len(contents) != len(spans):
            bare = _MARK.sub("", proposed)
            contents = _between(bare, fixed) or []
        if not contents:
            blocks = (top_level_names(self.source[start:end]) for start, end in spans)
            names = top_level_names(self.source).difference(*blocks)
            if len(spans) > 1 or names & top_level_names(bare):
                raise BrokenReply("the reply has no marks, and changes the program outside them")
            contents = [bare if bare.endswith("\n") else f"{bare}\n"]
        pieces = (piece for pair in zip(fixed, contents) for piece in pair)
        return "".join(pieces) + fixed[-1]


def _between(proposed: str, fixed: list[str]) -> list[str] | None:
    """Split a program without marks at its fixed parts; None if they are not all there."""
    lines = proposed.strip("\n").splitlines(keepends=True)
    bare = [line.rstrip() for line in lines]
    contents: list[str] = []
    place = 0
    for number, part in enumerate(fixed):
        wanted = [line.rstrip() for line in _MARK.sub("\n", part).splitlines()]
        while wanted and not wanted[0]:
            del wanted[0]
        while wanted and not wanted[-1]:
            del wanted[-1]
        # Nothing comes before the first part, or after the last.
        last = len(lines) - len(wanted)
        start = max(place, last) if number == len(fixed) - 1 else place
        places = range(start, (last if number else min(last, 0)) + 1)
        at = next((n for n in places if bare[n : n + len(wanted)] == wanted), None)
        if at is None or (not wanted and 0 < number < len(fixed) - 1):
            return None
        contents.append("".join(lines[place:at]))
        place = at + len(wanted)
    return [one if one.endswith("\n") else f"{one}\n" for one in contents[1:]]


def read_problem(file: str, evaluator: str) -> Problem:
    """Read both files. Raises Declined with what is wrong with them."""
    program_path, source = _read(file)
    evaluator_path, evaluator_source = _read(evaluator)
    try:
        _spans(source)
    except Declined as wrong:
        raise Declined(f"{file}: {wrong}", hint=wrong.hint) from wrong
    return make_problem(program_path, source, evaluator_path, evaluator_source)


def make_problem(
    program_path: Path, source: str, evaluator_path: Path, evaluator_source: str
) -> Problem:
    """Make the problem of these texts; raises Declined if a module that they import is broken."""
    near, others = _modules_near(program_path), _modules_near(evaluator_path)
    sources = _closure(_imports(source), near)
    # The evaluator's own modules may hold the answers.
    hidden = {evaluator_path.stem, *_closure(_imports(evaluator_source), others)}
    size = 0
    for name in sorted(near.keys() - hidden - sources.keys()):
        with suppress(Declined):
            text = _read(str(near[name]))[1]
            size += len(text)
            if size <= _MOST_OFFERED:
                sources[name] = text
    folders = {program_path.parent, evaluator_path.parent}
    # Packages and compiled modules as well: a name that is found here is not an installed package.
    own = {entry.name.partition(".")[0] for folder in folders for entry in folder.glob("*")}
    imports = _imports(source) | _imports(evaluator_source)
    preload = tuple(sorted(imports - own - sys.stdlib_module_names))
    imported = ImportedModules(sources)
    return Problem(program_path, source, evaluator_path, evaluator_source, imported, preload)


def evaluator_modules(problem: Problem) -> dict[str, str]:
    """Read the modules in the evaluator's folder that it imports, by their names."""
    return _closure(_imports(problem.evaluator_source), _modules_near(problem.evaluator))


def _closure(names: set[str], near: dict[str, Path]) -> dict[str, str]:
    """Read the modules of these names in a folder, and those that they import."""
    sources: dict[str, str] = {}
    pending = list(names)
    while pending:
        name = pending.pop()
        if name in near and name not in sources:
            sources[name] = _read(str(near[name]))[1]
            pending += _imports(sources[name])
    return sources


def _read(name: str) -> tuple[Path, str]:
    path = Path(os.path.expanduser(name)).absolute()
    try:
        raw = read_file(path)
        source = raw.decode("utf-8")
    except OSError as error:
        raise Declined(f"{name} cannot be read: {error.strerror}") from error
    except UnicodeError as error:
        raise Declined(f"{name} is not UTF-8 text") from error
    if len(raw) > _MOST_BYTES:
        raise Declined(f"{name} is larger than {_MOST_BYTES // 1000} kB")
    try:
        ast.parse(source)
    except (SyntaxError, ValueError) as error:
        raise Declined(f"{name} is not valid Python: {error}") from error
    return path, source


def _spans(source: str) -> tuple[tuple[int, int], ...]:
    """Find the texts between the marks. Raises Declined if a mark has no counterpart."""
    spans: list[tuple[int, int]] = []
    start: int | None = None
    for mark in _MARK.finditer(source):
        if mark.group(1) == START and start is None:
            start = mark.end()
        elif mark.group(1) == END and start is not None:
            spans.append((start, mark.start()))
            start = None
        else:
            line = source.count("\n", 0, mark.start()) + 1
            raise Declined(f"line {line}: {mark.group(1)} does not follow its counterpart")
    if start is not None:
        line = source.count("\n", 0, start)
        raise Declined(f"line {line}: {START} has no {END}", hint=f"add a line # {END}")
    return tuple(spans)


def _imports(source: str) -> set[str]:
    """Find the top-level names of all imported modules."""
    nodes = list(ast.walk(ast.parse(source)))
    names: Iterable[str] = (
        *(alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names),
        *(n.module or "" for n in nodes if isinstance(n, ast.ImportFrom) and not n.level),
    )
    return {name.partition(".")[0] for name in names}


def _modules_near(path: Path) -> dict[str, Path]:
    return {
        other.stem: other
        for other in path.parent.glob("[!.]*.py")
        if other != path and other.stem.isidentifier()
    }
