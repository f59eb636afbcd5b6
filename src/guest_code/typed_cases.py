"""What does a typed function return for arguments of its types? Draws them and calls it."""

from __future__ import annotations

import contextlib
import io
import json
import random
from collections.abc import Callable
from typing import Any

LARGEST = 12
"""The size of the largest arguments: cases of longer lists are not read."""


def draw_cases(
    function: Callable[..., Any],
    number: int,
    encode: Callable[[Any], Any],
    tools: Any,
    samples: list[tuple[Any, ...]],
) -> list[dict[str, Any]]:
    """Return at most `number` calls with their arguments and how each ended.

    That is "result", "error" (the sentence of a ValueError) or "failure" (another exception).

    `tools` has the modules that read kinds, draw and make values; texts are drawn of the words of
    `samples`, the arguments of some calls. The calls are the same every
    time; one whose result is not, or whose arguments or result are not JSON, is left out.
    """
    calls: list[dict[str, Any]] = []
    for arguments in _drawn(function, number, tools, samples):
        call: dict[str, Any] = {"arguments": {key: encode(v) for key, v in arguments.items()}}
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                random.seed(0)
                call["result"] = encode(function(**arguments))
                random.seed(1)
                again = encode(function(**arguments))
        except ValueError as refusal:
            call["error"] = str(refusal)
        except Exception as problem:  # pylint: disable=broad-exception-caught
            # What a drawn value makes go wrong is not an expectation.
            call["failure"] = repr(problem)
        else:
            if again != call["result"]:
                continue
        try:
            json.dumps(call, allow_nan=False)
        except (TypeError, ValueError):
            continue
        calls.append(call)
    return calls


def _drawn(
    function: Callable[..., Any], number: int, tools: Any, samples: list[tuple[Any, ...]]
) -> list[dict[str, Any]]:
    names = function.__globals__
    parameters = tools.kinds.KindReader(names).parameters(function)
    kinds = [one["kind"] for one in parameters]
    if None in kinds or not kinds:
        return [] if kinds else [{}]
    known = {**tools.drawing.NOTHING_KNOWN, "samples": samples}
    settings: Any = {"kinds": kinds, "largest": 99, **known}
    found: dict[str, dict[str, Any]] = {}
    for seed in range(number):
        values = tools.drawing.draw_input(seed, seed % (LARGEST + 1), settings)
        made = [tools.harness.evolver_make(value, names) for value in values]
        found.setdefault(repr(made), dict(zip((one["name"] for one in parameters), made)))
    return list(found.values())
