"""Each default stands in one place: in the settings, or in a value of domain that they follow."""

import pytest

from docs.settings_table import PROJECT, with_settings
from msgspec import NODEFAULT
from msgspec.structs import fields

from src.app.pipeline_factory import PipelineRules
from src.app.tool_wiring import limits_of_programs
from src.autoevolve.effort import Effort
from src.config.settings import SandboxSettings
from src.domain.program_run import Limits
from src.measure.error_budget import SharedBudget
from src.models.routing_rules import Deadlines, RoleSettings, RoutingRules
from src.optimize.optimizer import Bounds
from src.tasks.escalation import AttemptRule
from src.tasks.live_tools import ToolAllowance

SET_BY_THE_USER = {
    Deadlines: "connect first_token_warm first_token_cold stall total",
    RoleSettings: "model endpoints num_ctx",
    RoutingRules: "deadlines strategy concurrency retries keep_alive",
    AttemptRule: "role temperature",
    Bounds: "rounds candidates seconds",
    Effort: "rounds candidates seconds tokens",
    SharedBudget: "candidates",
    PipelineRules: "attempts library_first improver_candidates tool_allowance improver_tokens",
    ToolAllowance: "calls tokens seconds",
}


@pytest.mark.parametrize("value", SET_BY_THE_USER, ids=lambda value: value.__name__)
def test_a_runtime_value_has_no_default_of_its_own_for_what_can_be_set(value: type) -> None:
    defaults = {f.name: f.default for f in fields(value)}

    assert {defaults[name] for name in SET_BY_THE_USER[value].split()} == {NODEFAULT}


def test_the_page_of_settings_shows_each_with_its_default_and_why() -> None:
    text = (PROJECT / "docs" / "SETTINGS.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| `")]

    assert with_settings(text) == text, "run: python docs/settings_table.py"
    assert len(rows) >= 40 and not [row for row in rows if row.endswith("|  |")]
    assert with_settings(text.replace("| `24` |", "| `25` |")) == text


def test_the_sandbox_settings_follow_the_limits_of_domain() -> None:
    assert limits_of_programs(SandboxSettings()) == Limits()
