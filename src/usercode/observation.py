"""Which calls of a user's function are worth testing, and what does each do when run confined?

Arguments and results are written as Python source, so that a test can show them.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from ..domain.ports import Sandbox
from ..domain.program_run import Limits
from ..domain.replace import replace
from ..guest_code import argument_drawing, call_recording, module_override
from ..guest_code.argument_drawing import DrawingSettings, draw_input, written
from ..guest_code.guest_source import load_statement
from ..verify.run_comparison import said_by
from .harness import given
from .import_probe import ImportProbe, result_of, why_ended
from .input_sources import Inputs
from .module import Parameter, UserModule

DRAWN = 32
_LONGEST = 160
_LARGEST = 6
_FUNCTION = "_evolver_observe"
_RECORDING = """{recording}
{drawing}
{importing}

def {function}(*given):
    return _evolver_recording.record_call(
        *given,
        import_module=lambda: _evolver_importing.import_version({subject!r}),
        written=_evolver_drawing.written,
    )
"""
_LIMITS = Limits(wall_seconds=3.0, cpu_seconds=0.5)
_LONGEST_MS = 150.0

# No caller relies on what a value of the wrong type leads to.
_MISFITS = ("TypeError", "AttributeError", "KeyError", "NameError")

UNSTEADY = "its result is not the same every time"


class DrawnCall(Struct, frozen=True):
    """One call: what each name is bound to, the instance it is called on, and the call.

    `owner` is the constructor's call ("" where no instance is needed).
    """

    target: str
    names: tuple[str, ...]
    values: tuple[str, ...]
    owner: str = ""
    words: tuple[str, ...] = ()
    by: str = ""
    form: str = "function"
    is_async: bool = False


class Observation(Struct, frozen=True):
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
    warns: str = ""
    trouble: str = ""


def cases_of(inputs: Inputs, number: int = DRAWN) -> tuple[DrawnCall, ...]:
    """Return the examples' calls, then drawn ones, without duplicates and overlong calls."""
    calls = [("example", values) for values in inputs.samples]
    calls += [("drawn", values) for values in _drawn(inputs, number)]
    cases: dict[tuple[str, ...], DrawnCall] = {}
    for place, (by, values) in enumerate(calls):
        texts = tuple(written(value) for value in values)
        if sum(map(len, texts)) <= _LONGEST:
            case = _case(inputs, texts, by)
            # Some calls leave out what has a default: it is part of what the function does.
            case = _by_default(case, inputs) if place % 3 == 2 else case
            cases.setdefault((case.owner, *case.names, *case.values), case)
    return tuple(cases.values())


def observe(
    looker: ImportProbe, apart: Sandbox, module: UserModule, cases: Sequence[DrawnCall]
) -> tuple[Observation, ...]:
    """Make each call in two processes that share nothing; a call that differs makes no test."""
    rows = [(c.names, c.values, c.owner, call_of(c, instance="_self")) for c in cases]
    setup = f"CASES = {rows!r}\n\ndef make_input(seed, size):\n    return CASES[seed]\n"
    source = _RECORDING.format(
        recording=load_statement("_evolver_recording", call_recording),
        drawing=load_statement("_evolver_drawing", argument_drawing),
        importing=load_statement("_evolver_importing", module_override),
        function=_FUNCTION,
        subject=module.subject,
    )
    program = looker.program(source, _FUNCTION, setup, _LIMITS)
    found: list[Observation] = []
    with looker.sandbox.open(program) as here, apart.open(program) as there:
        # Else the processes have the same number, and a call that gives its own seems steady.
        there.run({"seed": 0, "size": 0})
        for place, case in enumerate(cases):
            asked = {"seed": place, "size": 0}
            run = here.run(dict(asked))
            first = result_of(said_by(run))
            if not isinstance(first, str):
                found.append(Observation(case, trouble=why_ended(run)))
            elif run.metrics.cpu_ms > _LONGEST_MS:
                found.append(Observation(case, trouble="it takes too long for a test"))
            else:
                again = result_of(said_by(there.run(dict(asked))))
                seen = _read(case, first)
                found.append(seen if again == first else _unsteady(case, seen, again))
    return tuple(found)


def call_of(case: DrawnCall, instance: str = "", inline: Sequence[str] = ()) -> str:
    """Return the call as source; names in `inline` stand as their values, the others as names."""
    pairs = zip(case.names, case.values, case.words, strict=True)
    texts = [given(word, value if name in inline else name) for name, value, word in pairs]
    function = case.target
    if case.owner:
        function = f"{instance or case.owner}.{case.target.rpartition('.')[2]}"
    call = function if case.form == "property" else f"{function}({', '.join(texts)})"
    return f"asyncio.run({call})" if case.is_async else call


def _unsteady(case: DrawnCall, seen: Observation, again: object) -> Observation:
    """Return a call that did something else in another process, with what it did each time."""
    other = _read(case, again) if isinstance(again, str) else Observation(case)
    if seen.raised and seen.raised == other.raised:
        # Such as a path of a temporary folder in the message.
        return Observation(case, trouble=f"it raises {seen.raised}: {seen.message}")
    shown = (one.value or one.raised or "nothing" for one in (seen, other))
    return Observation(case, trouble=f"{UNSTEADY}: {', then '.join(shown)}")


def _read(case: DrawnCall, text: str) -> Observation:
    """Return what a call did, as its program printed it; a program may print anything."""
    try:
        return _observed(case, json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Observation(case, trouble="it prints something in place of the report on the call")


def _observed(case: DrawnCall, said: dict[str, Any]) -> Observation:
    is_own, trouble = said.pop("own"), ""
    if not all(isinstance(one, str) for key, one in said.items() if key != "after"):
        raise TypeError("a part of the report is not text")
    if not said["raised"] and not said["value"]:
        trouble = "its result has no plain value to compare with"
    if said["raised"] in _MISFITS and not is_own:
        trouble = f"no input fits: it runs into {said['raised']}: {said['message']}"
    return Observation(case, **{**said, "after": tuple(said["after"])}, trouble=trouble)


def _case(inputs: Inputs, texts: tuple[str, ...], by: str) -> DrawnCall:
    target, owned = inputs.target, inputs.owned
    own = inputs.parameters[owned:]
    words = [_word(p) for p in inputs.parameters]
    # Where all are given in their order, a call reads better without their names.
    if "*" in words or target.parameters[: len(own)] == own:
        words[owned:] = [_word(p) if p.place in ("name", "*", "**") else "" for p in own]
    owner = ""
    if target.owner is not None:
        made = ", ".join(map(given, words[:owned], texts[:owned]))
        owner = f"{target.name.rpartition('.')[0]}({made})"
    names = tuple(p.name for p in own)
    called = (target.name, names, texts[owned:], owner, tuple(words[owned:]))
    return DrawnCall(*called, by, target.form, target.is_async)


def _word(parameter: Parameter) -> str:
    """Return what an argument of a call begins with: its name, stars, or nothing."""
    if parameter.place in ("*", "**"):
        return parameter.place
    return "" if parameter.place == "position" else parameter.name


def _by_default(case: DrawnCall, inputs: Inputs) -> DrawnCall:
    needed = [not parameter.default for parameter in inputs.parameters[inputs.owned :]]
    if "*" in case.words:
        return case

    def kept(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(text for text, is_needed in zip(texts, needed) if is_needed)

    return replace(case, names=kept(case.names), values=kept(case.values), words=kept(case.words))


def _drawn(inputs: Inputs, number: int) -> Iterator[tuple[Any, ...]]:
    if inputs.settings is None or not inputs.kinds:
        yield ()
        return
    # The modules that the user's imports are not those of this process.
    settings: DrawingSettings = {**inputs.settings, "imports": ()}
    for seed in range(number):
        yield draw_input(seed, seed % (_LARGEST + 1), settings)
