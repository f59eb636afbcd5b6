"""A suite is confined as a node is, though it may write to a private folder."""

import json
import shutil

import pytest

from src.domain.json_value import JSONObject, JSONValue
from src.domain.program_run import Limits, Profile, Program
from src.sandbox.sandbox import ConfinedSandbox
from tests.escape.catalogue import ALL_PROBES
from tests.escape.probe import PRELUDE
from tests.escape.trial import target

# What ends the run that all others are in, and what pytest does itself: opening files.
LEFT_OUT = ("time than it may", "its time by", "become another program", "descriptor it inherited")
HAVING_MORE = ("out", "grant", "candidate")
CHOSEN = [
    probe
    for probe in ALL_PROBES
    if probe.needs not in HAVING_MORE and not any(part in probe.name for part in LEFT_OUT)
]


def test_no_probe_gets_out_of_a_suite_in_tier_a() -> None:
    if not shutil.which("bwrap"):
        pytest.skip("bubblewrap is not installed")

    assert escapes("A") == []


def test_no_probe_gets_out_of_a_suite_in_tier_b() -> None:
    assert escapes("B") == []


def escapes(tier: str) -> list[str]:
    """Runs all probes as tests of one suite; returns those that got out or were not tried."""
    tried: dict[str, str] = {}

    def outcome(given: JSONObject) -> JSONValue:
        tried[str(given["name"])] = str(given["reason"])
        return True

    limits = Limits(wall_seconds=60, cpu_seconds=30, memory_mb=100)
    with target("victim") as victim, target("servers") as servers, target("data") as data:
        source = write_suite(data | servers | victim)
        program = Program(source, Profile.SUITE, calls={"outcome": outcome}, limits=limits)
        with ConfinedSandbox(limits, tiers=(tier,)) as sandbox, sandbox.open(program) as session:
            session.run("")
    names = {f"test_{number}": probe.name for number, probe in enumerate(CHOSEN)}
    return [title for name, title in names.items() if tried.get(name, "not tried")]


def write_suite(given: dict[str, object]) -> str:
    """One test for each probe; it passes if the probe is refused."""
    tests = [f"{PRELUDE}\nGIVEN = json.loads({json.dumps(given)!r})\n"]
    for number, probe in enumerate(CHOSEN):
        lines = "\n".join(f"    {line}" for line in probe.body.strip().splitlines())
        tests.append(
            f"def attempt_{number}(given):\n{lines}\n\n"
            f"def test_{number}():\n    try:\n        out = attempt_{number}(GIVEN)\n"
            "    except Exception:\n        return\n    assert not out\n"
        )
    return "\n\n".join(tests)
