"""Reports what came of growing a suite for a file of the user's, and saves it where wanted."""

from pathlib import Path

from ..domain.errors import BadArguments
from ..domain.json_value import JSONObject
from .requests import UserCodeAnswer, UserCodeRequest
from .suite_growth import Grown

SHOWN = 6


def save_suite(grown: Grown, order: UserCodeRequest) -> UserCodeAnswer:
    """Write test_<name>.py next to the file if that was asked for. Raises BadArguments."""
    path = _place(order) if order.keep and grown.tests else None
    if path is not None:
        try:
            with open(path, "x", encoding="utf-8") as file:
                file.write(grown.text)
        except OSError as error:
            raise BadArguments(f"cannot write {path}: {error.strerror or error}") from error
    written = str(path or "")
    answer = _answer(grown, written)
    ok = bool(grown.tests) and not grown.disagreements
    return UserCodeAnswer(ok, _lines(grown, written), answer, grown.text if grown.tests else "")


def check_place(order: UserCodeRequest) -> None:
    """Raise BadArguments if the suite could not be saved, before any work is done for it."""
    path = _place(order)
    if order.keep and path.exists():
        raise BadArguments(
            f"{path} is there already, and is not written over",
            hint="move it away, or leave --write out to see the suite",
        )
    if order.keep and not path.stem.isidentifier():
        raise BadArguments(
            f"{order.file} cannot be imported by that name", hint="rename it like a Python module"
        )


def _place(order: UserCodeRequest) -> Path:
    return order.path.with_name(f"test_{order.path.stem}.py")


def _lines(grown: Grown, written: str) -> tuple[str, ...]:
    if not grown.tests:
        head = f"No test of {grown.module.path.name} is worth keeping."
    else:
        kept = "1 test" if len(grown.tests) == 1 else f"{len(grown.tests)} tests"
        run = f"{len(grown.ran) / grown.lines:.0%}" if grown.lines else "none"
        head = (
            f"{kept} of {', '.join(grown.functions)}: {grown.killed} of {grown.mutants} mutants are"
            f" seen, {run} of the lines run."
        )
    lines = [head]
    lines += [
        f"Code and documentation disagree: {one.name} ({one.by}): {one.reason}"
        for one in grown.disagreements
    ]
    if grown.survivors:
        count = len(grown.survivors)
        lines.append(f"{count} {'mutant survives' if count == 1 else 'mutants survive'}, such as:")
        lines.append(f"  {grown.survivors[0]}")
        lines += [f"{grown.not_run} of them in lines that no test runs"] if grown.not_run else []
    others = [one for one in grown.dropped if not one.is_disagreement]
    lines += _first_of([f"{note}." for note in grown.notes])
    lines += _first_of([f"dropped {one.name}: {one.reason}" for one in others])
    return (*lines, f"wrote {written}") if written else tuple(lines)


def _first_of(lines: list[str]) -> list[str]:
    more = len(lines) - SHOWN
    return [*lines[:SHOWN], f"{more} more of these; --json has them all"] if more > 0 else lines


def _answer(grown: Grown, written: str) -> JSONObject:
    return {
        "file": grown.module.path.name,
        "functions": list(grown.functions),
        "tests": [{"name": one.name, "by": one.by} for one in grown.tests],
        "dropped": [
            {
                "name": one.name,
                "by": one.by,
                "reason": one.reason,
                "disagreement": one.is_disagreement,
                "source": one.source,
            }
            for one in grown.dropped
        ],
        "mutants": grown.mutants,
        "killed": grown.killed,
        "survivors": [
            {
                "line": one.line,
                "before": one.before,
                "after": one.after,
                "run": one.line in grown.ran,
            }
            for one in grown.survivors
        ],
        "coverage": round(len(grown.ran) / grown.lines, 3) if grown.lines else None,
        "notes": list(grown.notes),
        "suite": grown.text if grown.tests else "",
        "written": written or None,
    }
