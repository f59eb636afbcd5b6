"""Reports an error in a line or two, and logs an unexpected one."""

import os
import time
import traceback
from pathlib import Path

from ..documents.regular_files import open_own_file
from ..domain.errors import EvolverError
from .output import Line, Output, Tone, capital, hint_text


def record_error(error: BaseException, path: Path) -> bool:
    """Add an error with its traceback to the log; False if that was not possible."""
    stamp = time.strftime("%Y-%m-%d %H:%M:%S")
    text = "".join(traceback.format_exception(error))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = open_own_file(path, os.O_WRONLY | os.O_APPEND)
        with os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(f"{stamp} {text}\n")
    except OSError:
        return False
    return True


def error_output(error: BaseException, path: Path) -> Output:
    """Say in a line or two what went wrong and what to try; details go to the log."""
    data_folder = path.parent.parent
    if isinstance(error, EvolverError):
        message, hint = capital(str(error)), error.hint
    elif isinstance(error, OSError) and data_folder in Path(str(error.filename)).parents:
        message = f"{data_folder} cannot be used: {error.strerror}"
        hint = "Name another data folder: CODE_EVOLVER_HOME"
    else:
        logged = record_error(error, path)
        said = " ".join(str(error).split())[:200]
        kind = f"{type(error).__name__}: {said}" if said else type(error).__name__
        message = f"Something went wrong inside Code Evolver: {kind}"
        hint = f"Details are in {path}" if logged else f"The log {path} cannot be written."
    lines = (Line(message, Tone.BAD), *((Line(hint_text(hint), Tone.HINT),) if hint else ()))
    return Output(lines, {"error": message, "hint": hint}, ok=False)
