"""Writes what came of optimizing a file of the user's, and touches nothing else."""

import stat
from pathlib import Path

from ..documents.json_files import write_bytes, write_text
from ..domain.errors import BadArguments
from ..domain.replace import replace
from .improvement_report import Improvement, as_json, markdown, picture_of
from .module import decoded, encoding_of
from .requests import UserCodeAnswer, UserCodeRequest


def write_improvement(found: Improvement, order: UserCodeRequest) -> UserCodeAnswer:
    """Write the better version and the report, where there is something to report."""
    path = order.path
    if not found.iterations:
        return UserCodeAnswer(False, _lines(found, ()), as_json(found, ()))
    stem = _free_stem(path, found)
    picture, report = _beside(stem, ".svg"), _beside(stem, ".md")
    written = [report, picture]
    now = _text_of(path)
    try:
        if found.improved and order.keep and now == found.before:
            written = [*written, _backed_up(path)]
            replace_bytes(path.resolve(), found.result.best.source, path)
        elif found.improved:
            written = [_beside(stem, ".py"), *written]
            replace_bytes(written[0], found.result.best.source, path)
            if now != found.before:
                left = "is gone" if now is None else "was edited in the meantime and is left alone"
                note = f"{found.file} {left}: see {written[0].name}"
                found = replace(found, notes=(*found.notes, note))
        write_text(picture, picture_of(found.iterations))
        write_text(report, markdown(found, picture.name))
    except OSError as error:
        raise BadArguments(f"cannot write next to {path}: {error.strerror or error}") from error
    names = tuple(str(one) for one in written)
    return UserCodeAnswer(found.improved, _lines(found, names), as_json(found, names))


def _free_stem(path: Path, found: Improvement) -> Path:
    """Get where the results go: over those of an earlier run, never over a file of the user's."""
    number = 0
    while True:
        stem = path.with_name(f"{path.stem}.optimized{number or ''}")
        report = _beside(stem, ".md")
        if report.is_file():
            is_ours = report.read_text("utf-8", "replace").startswith(f"# {found.file}: ")
        else:
            is_ours = not any(_beside(stem, ending).exists() for ending in (".py", ".svg"))
        if is_ours:
            return stem
        number += 1


def replace_bytes(path: Path, text: str, like: Path) -> None:
    """Write the text in the encoding of the file `like`, whole or not at all.

    A file that was there keeps its rights; a new one has those of `like`. A link is replaced by
    the file: what it points to is not touched. Without `like` it is the encoding that the text
    names.
    """
    named = like.read_bytes() if _text_of(like) else text.encode("utf-8", "replace")
    # A model may write what the encoding has no sign for: in a text this is the same.
    content = text.encode(encoding_of(named), "backslashreplace")
    is_there = path.is_file() and not path.is_symlink()
    model = path if is_there else like
    write_bytes(path, content, stat.S_IMODE(model.stat().st_mode) if model.is_file() else None)


def _text_of(path: Path) -> str | None:
    """Return the file's text; "" where it has none in its encoding, None where it is not there."""
    try:
        return decoded(path.read_bytes())
    except OSError:
        return None
    except (SyntaxError, LookupError, UnicodeDecodeError):
        return ""


def _beside(stem: Path, ending: str) -> Path:
    return stem.with_name(stem.name + ending)


def _backed_up(path: Path) -> Path:
    """Return a copy of the file, over no other copy."""
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
