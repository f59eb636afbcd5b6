"""What is said at the start, and the toolbar: how everything is, in a line."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..domain.installation import VERSION
from .output import Line, Tone
from .theme import TerminalFeatures

if TYPE_CHECKING:
    from ..app.program_status import ProgramStatus
    from ..domain.model_request import ModelState

EXAMPLES = (
    "add 10 and 20",
    "write me a joke about programmers",
    "calculate fibonacci sequence",
)


def greeting(first_run: bool, features: TerminalFeatures) -> str:
    """What stands above the first prompt; printed before anything heavy is loaded."""
    dash = "—" if features.unicode else "-"
    # It is written as it stands, and fits a terminal of 40 columns.
    head = f"Code Evolver {VERSION} {dash} type a task or help\n"
    if not first_run:
        return head
    return head + "Try one of these:\n" + "".join(f"  {example}\n" for example in EXAMPLES)


def findings(now: "ProgramStatus") -> tuple[Line, ...]:
    """What a first look around found, with what to do about it."""
    lines: list[Line] = []
    if now.offline:
        lines.append(Line("Working offline, as asked: no model is used."))
    else:
        lines += _model_findings(now.models)
    if now.sandbox_tier:
        note = f": {now.sandbox_note}" if now.sandbox_note else ""
        lines.append(Line(f"Programs run confined, tier {now.sandbox_tier}{note}"))
    return tuple(lines)


def not_running(endpoint: str) -> str:
    """The sentence for an endpoint that does not answer."""
    return f"Ollama is not running at {endpoint.removeprefix('http://')}"


def _model_findings(models: "tuple[ModelState, ...]") -> list[Line]:
    lines: list[Line] = []
    ready = dict.fromkeys(one.model for one in models if one.state == "ready")
    if ready:
        lines.append(Line("Models ready: " + ", ".join(ready), Tone.GOOD))
    for endpoint in dict.fromkeys(one.endpoint for one in models if one.state == "not reachable"):
        text = f"{not_running(endpoint)}. Start it with: ollama serve."
        lines.append(Line(text + ("" if ready else " Working offline meanwhile."), Tone.WARN))
    missing = dict.fromkeys(one.model for one in models if one.state == "missing")
    if missing:
        lines.append(Line("Models that are not there yet; fetch them with:", Tone.WARN))
        lines += [Line(f"  ollama pull {name}") for name in missing]
    return lines


def toolbar(now: "ProgramStatus", columns: Callable[[], int]) -> str:
    """The toolbar's text, cut to the terminal's width, what matters most first."""
    parts = [_models(now)]
    if now.memory is not None:
        # The programs that were kept; the library is there from the start.
        parts.append(f"memory {dict(now.memory.counts).get('code', 0)}")
    if now.sandbox_tier:
        parts.append(f"sandbox {now.sandbox_tier}")
    parts += [f"auto {'on' if now.auto else 'off'}", f"{now.tokens} tokens"]
    text = ""
    for part in parts:
        longer = f"{text} · {part}" if text else part
        if len(longer) > columns() - 1:
            break
        text = longer
    return text


def _models(now: "ProgramStatus") -> str:
    states = {one.state for one in now.models}
    if now.offline or not states:
        return "offline"
    if states == {"not reachable"}:
        return "offline: Ollama not running"
    if states == {"unknown"}:
        return "models not asked yet"
    ready = {one.model for one in now.models if one.state == "ready"}
    every = {one.model for one in now.models}
    return f"models {len(ready)}/{len(every)} ready"
