"""Asks the user's code what it does for a call, confined, in words that a test can be made of."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from ..domain.node_contract import describe_ending
from ..domain.ports import Sandbox
from ..domain.program_run import Limits
from ..guest_code.call_recording import record_call
from ..guest_code.guest_source import guest_function
from .call_drawing import DrawnCall
from .import_probe import ImportProbe, result_of
from .module import UserModule

_FUNCTION = "_evolver_observe"
_LIMITS = Limits(wall_seconds=3.0, cpu_seconds=0.5)
_LONGEST_MS = 150.0

UNSTEADY = "its result is not the same every time"


@dataclass(frozen=True, slots=True)
class Observation:
    """What a call did: its result or exception, what it changed, and what it printed.

    `trouble` says why no test can be made of it.
    """

    case: DrawnCall
    raised: str = ""
    message: str = ""
    how: str = ""
    value: str = ""
    after: tuple[str, ...] = ()
    state: str = ""
    printed: str = ""
    trouble: str = ""


def observe(
    looker: ImportProbe, apart: Sandbox, module: UserModule, cases: Sequence[DrawnCall]
) -> tuple[Observation, ...]:
    """Make each call in two processes that share nothing; what differs is no test."""
    rows = [(c.names, c.values, c.owner, call_of(c, instance="_self")) for c in cases]
    setup = f"CASES = {rows!r}\n\ndef make_input(seed, size):\n    return CASES[seed]\n"
    program = looker.program(
        guest_function(_FUNCTION, record_call, subject=module.subject), _FUNCTION, setup, _LIMITS
    )
    found: list[Observation] = []
    with looker.sandbox.open(program) as here, apart.open(program) as there:
        for place, case in enumerate(cases):
            given = {"seed": place, "size": 0}
            run = here.run(dict(given))
            first = result_of(run)
            if not isinstance(first, str):
                found.append(Observation(case, trouble=describe_ending(run)))
            elif run.metrics.cpu_ms > _LONGEST_MS:
                found.append(Observation(case, trouble="it takes too long for a test"))
            elif first != result_of(there.run(dict(given))):
                found.append(Observation(case, trouble=UNSTEADY))
            else:
                found.append(_read(case, first))
    return tuple(found)


def call_of(case: DrawnCall, instance: str = "", inline: Sequence[str] = ()) -> str:
    """The call as source; names in `inline` stand as their values, the others as names."""
    pairs = zip(case.names, case.values, case.words, strict=True)
    texts = [
        (f"{word}=" if word else "") + (value if name in inline else name)
        for name, value, word in pairs
    ]
    function = case.target
    if case.owner:
        function = f"{instance or case.owner}.{case.target.rpartition('.')[2]}"
    return f"{function}({', '.join(texts)})"


def _read(case: DrawnCall, text: str) -> Observation:
    told = json.loads(text)
    trouble = ""
    if not told["raised"] and not told["value"]:
        trouble = "its result has no plain value to compare with"
    return Observation(
        case,
        told["raised"],
        told["message"],
        told["how"],
        told["value"],
        tuple(told["after"]),
        told["state"],
        told["printed"],
        trouble,
    )
