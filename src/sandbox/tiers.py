"""Finds the strongest confinement tier this machine supports, by trying each."""

import json
import shutil
import sys
from collections.abc import Callable

from msgspec import Struct

from ..domain.errors import SandboxError
from ..domain.program_run import Ending, Limits
from ..guest_code import escape_probe
from ..guest_code.guest_source import guest_source
from .run_io import limits_message, make_result
from .zygote import Zygote

STRONGEST, WITHOUT_NAMESPACES, WEAKEST = "A", "B", "C"

EXPLANATIONS = {
    STRONGEST: "namespaces, Landlock and seccomp confine programs",
    WITHOUT_NAMESPACES: (
        "Landlock and seccomp confine programs, without namespaces: a program can see that files"
        " exist and how big they are (not what is in them), and which address a file has"
    ),
    WEAKEST: "only seccomp and limits confine programs: they read every file that you can read",
}
_PROBE_LIMITS = Limits(wall_seconds=5, cpu_seconds=5, memory_mb=256)
_NEEDS_LANDLOCK = (
    "a Linux kernel with Landlock (5.13 or newer) is needed; --allow-weak-sandbox does without it"
)
_RAISE_LIMIT = "raise this limit, or start Code Evolver from a shell without it"
_WEAK_READS = frozenset({"read", "list"})


class Tier(Struct, frozen=True):
    """A confinement tier (A, B or C), its explanation, and the zygote that passed the test."""

    name: str
    explanation: str
    zygote: Zygote


def find_tier(start: Callable[[str], Zygote], allowed: tuple[str, ...]) -> Tier:
    """Try each allowed tier, strongest first. Raises SandboxError if none works."""
    if not sys.platform.startswith("linux"):
        raise SandboxError(
            "programs can be confined on Linux only, so none is run here",
            hint="use Linux, or WSL2 on Windows",
        )
    reasons: list[str] = []
    for name in allowed:
        try:
            zygote = _checked_start(start, name)
        except SandboxError as error:
            reasons.append(str(error))
            continue
        return Tier(name, _explain(name, reasons), zygote)
    why = "; ".join(dict.fromkeys(reasons))
    raise SandboxError(
        f"programs cannot be confined here ({why}), so none is run",
        hint=_RAISE_LIMIT if "ulimit" in why else _NEEDS_LANDLOCK,
    )


def _checked_start(start: Callable[[str], Zygote], name: str) -> Zygote:
    if name == STRONGEST and not shutil.which("bwrap"):
        raise SandboxError("bubblewrap is not installed")
    zygote = start(name)
    try:
        escapes = _probe(zygote, name)
    except BaseException:
        zygote.close()
        raise
    if escapes - (_WEAK_READS if name == WEAKEST else frozenset()):
        zygote.close()
        raise SandboxError(f"a trial program could {', '.join(sorted(escapes))}")
    return zygote


def _probe(zygote: Zygote, name: str) -> frozenset[str]:
    """Return the forbidden actions that a test program could perform."""
    request = {
        "profile": "node",
        "source": guest_source(escape_probe),
        "arguments": [],
        "command": [],
        "writes": "",
        "limits": limits_message(_PROBE_LIMITS, _PROBE_LIMITS.processes),
    }
    result = make_result(zygote.run(request, b"", {}, _PROBE_LIMITS), _PROBE_LIMITS, name)
    if result.ending is not Ending.FINISHED:
        lines = result.stderr.strip().splitlines()
        raise SandboxError(f"a trial program did not run ({(lines or [result.reason])[-1][:200]})")
    return frozenset(json.loads(result.stdout))


def _explain(name: str, reasons: list[str]) -> str:
    if name == STRONGEST:
        return EXPLANATIONS[name]
    remedy = (
        "install bubblewrap" if "bubblewrap is not installed" in reasons else "allow namespaces"
    )
    if name == WITHOUT_NAMESPACES:
        why = f" ({reasons[0]})" if reasons else ""
        return f"{EXPLANATIONS[name]}{why}; for more, {remedy}"
    return f"{EXPLANATIONS[name]} ({'; '.join(reasons)})"
