"""The greeting, what a first look around found, and the toolbar."""

from typing import TYPE_CHECKING

from ..domain.installation import VERSION
from .output import Line, Tone, hint_text
from .theme import TerminalFeatures

if TYPE_CHECKING:
    from ..domain.model_request import ModelState
    from ..domain.program_status import ProgramStatus

EXAMPLES = ("add 10 and 20", "write me a joke about programmers", "calculate fibonacci sequence")

_OWN_MODEL = "To run a model here without a server: models install qwen2.5-coder-1.5b (1.1 GB)"


def greeting(first_run: bool, features: TerminalFeatures) -> str:
    """Return the text above the first prompt; printed before anything heavy is loaded."""
    dash = "—" if features.unicode else "-"
    # It is never wrapped, and fits a terminal of 40 columns.
    head = f"Code Evolver {VERSION} {dash} type a task or help\n"
    if not first_run:
        return head
    return head + "Try one of these:\n" + "".join(f"  {example}\n" for example in EXAMPLES)


def findings(now: "ProgramStatus") -> tuple[Line, ...]:
    """Return what the first look around found, and what to do about it."""
    lines: list[Line] = []
    ready = dict.fromkeys(one.model for one in now.models if one.state == "ready")
    if now.offline:
        lines.append(Line("Working offline, as asked: no model is used."))
    else:
        lines += [Line("Models ready: " + ", ".join(ready), Tone.GOOD)] if ready else []
        lines += [Line(text, Tone.WARN) for text in troubles(now.models)]
        if lines and not ready:
            text = "Offline, the bundled functions answer; the rest is declined."
            lines += [Line(text, Tone.HINT), Line(_OWN_MODEL, Tone.HINT)]
    if now.sandbox_tier:
        note = f": {now.sandbox_note}" if now.sandbox_note else ""
        lines.append(Line(f"Programs run confined, tier {now.sandbox_tier}{note}"))
    return tuple(lines)


def troubles(models: "tuple[ModelState, ...]") -> list[str]:
    """Return each reason why a server does not answer or lacks a model, with its remedy."""
    # The greeting is printed before what this needs is loaded.
    from .command_registry import quoted
    from .event_text import sentence, way_out

    away = dict.fromkeys((one.detail, one.hint) for one in models if one.state == "not reachable")
    texts = [sentence(reason, way_out(hint)) for reason, hint in away]
    missing: dict[str, list[ModelState]] = {}
    for one in models:
        if one.state == "missing":
            missing.setdefault(one.endpoint, []).append(one)
    for endpoint, lacking in missing.items():
        place = endpoint.removeprefix("http://")
        useless = dict.fromkeys((one.model, one.detail) for one in lacking if one.detail)
        texts += [f"{place} has {model}, but {detail}" for model, detail in useless]
        names = ", ".join(dict.fromkeys(one.model for one in lacking if not one.detail))
        have = ", ".join(lacking[0].others) or "no models"
        texts += [f"{place} lacks {names}; it has {have}"] if names else []
        texts += [hint_text(hint) for hint in dict.fromkeys(one.hint for one in lacking) if hint]
        if lacking[0].others:
            texts.append(f"Or use one it has for everything: model {quoted(lacking[0].others[0])}")
    return texts


def toolbar(now: "ProgramStatus", columns: int) -> str:
    """Return the toolbar's text, cut to the terminal's width, what matters most first."""
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
        if len(longer) > columns - 1:
            break
        text = longer
    return text


def _models(now: "ProgramStatus") -> str:
    states = {one.state for one in now.models}
    if now.offline or not states:
        return "offline"
    if states == {"not reachable"}:
        return "offline: no model server"
    if states == {"unknown"}:
        return "models not asked yet"
    ready = {one.model for one in now.models if one.state == "ready"}
    every = {one.model for one in now.models}
    return f"models {len(ready)}/{len(every)} ready"
