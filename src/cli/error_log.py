"""How an error is told, and how an unexpected one gets into the log."""

import time
import traceback
from pathlib import Path

from ..domain.errors import EvolverError
from .output import Line, Output, Tone, capital, hint_text


def record_error(error: BaseException, path: Path) -> bool:
    """Add an error with its traceback to the log; False if that was not possible."""
    stamp = time.strftime("%Y-%m-%d %H:%M:%S")
    text = "".join(traceback.format_exception(error))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(f"{stamp} {text}\n")
    except OSError:
        return False
    return True


def error_output(error: BaseException, path: Path) -> Output:
    """Say in a line or two what went wrong and what can be tried; details go to the log."""
    if isinstance(error, EvolverError):
        hint = (Line(hint_text(error.hint), Tone.HINT),) if error.hint else ()
        message = capital(str(error))
        answer = {"error": message, "hint": error.hint}
        return Output((Line(message, Tone.BAD), *hint), {**answer}, ok=False)
    logged = record_error(error, path)
    where = f"Details are in {path}" if logged else f"The log {path} cannot be written."
    text = f"Something went wrong inside Code Evolver: {_in_a_line(error)}"
    answer = {"error": text, "hint": where}
    return Output((Line(text, Tone.BAD), Line(where, Tone.HINT)), {**answer}, ok=False)


def _in_a_line(error: BaseException) -> str:
    said = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
