"""Writes what came of optimizing a file of the user's, and touches nothing else."""

import os
from pathlib import Path

from ..documents.json_files import write_text
from ..domain.errors import BadArguments
from .improvement_report import Improvement, as_json, markdown, picture_of
from .requests import UserCodeAnswer, UserCodeRequest


def write_improvement(found: Improvement, order: UserCodeRequest) -> UserCodeAnswer:
    """Write the better version and the report, where there is something to report."""
    path = Path(order.file).expanduser()
    if not found.iterations:
        return UserCodeAnswer(False, _lines(found, ()), as_json(found, ()))
    stem = path.with_name(f"{path.stem}.optimized")
    picture, report = _beside(stem, ".svg"), _beside(stem, ".md")
    written = [report, picture]
    try:
        if found.improved and order.keep:
            written = [*written, _backed_up(path)]
            replace_bytes(path, found.best.source)
        elif found.improved:
            written = [_beside(stem, ".py"), *written]
            replace_bytes(written[0], found.best.source)
        write_text(picture, picture_of(found.iterations))
        write_text(report, markdown(found, picture.name))
    except OSError as error:
        raise BadArguments(f"cannot write beside {path}: {error.strerror or error}") from error
    names = tuple(str(one) for one in written)
    return UserCodeAnswer(found.improved, _lines(found, names), as_json(found, names))


def replace_bytes(path: Path, text: str) -> None:
    """Write the text as it is, whole or not at all; a file that was there keeps its rights.

    A link stays one: what it points to is written.
    """
    path = path.resolve()
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    temporary.write_bytes(text.encode("utf-8"))
    if path.exists():
        os.chmod(temporary, path.stat().st_mode)
    os.replace(temporary, path)


def _beside(stem: Path, ending: str) -> Path:
    return stem.with_name(stem.name + ending)


def _backed_up(path: Path) -> Path:
    """A copy of the file, over no other copy."""
    number = 0
    while True:
        backup = path.with_name(f"{path.name}.bak{number or ''}")
        try:
            with open(backup, "xb") as file:
                file.write(path.read_bytes())
            return backup
        except FileExistsError:
            number += 1


def _lines(found: Improvement, written: tuple[str, ...]) -> tuple[str, ...]:
    lines = [f"{found.sentence}.", f"Its inputs were made from {found.inputs}."]
    lines += [f"{found.chosen}."] if found.chosen else []
    lines += [f"{note}." for note in found.notes]
    lines += [f"wrote {name}" for name in written]
    return tuple(lines)
