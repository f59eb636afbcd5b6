"""An llm tool's call ends when its manifest says, whatever the model's server does."""

import pytest
from msgspec.structs import replace

from src.domain.errors import ToolFailed
from src.domain.model_request import Role
from src.models.router import Router
from src.models.routing_rules import Deadlines, RoleSettings
from src.toolbox.llm_tool import LlmTool
from src.toolbox.tool_manifest import ToolLimits, ToolManifest
from src.toolbox.toolbox import ManifestToolbox
from tests.fakes.model_faults import CONTEXT, FAULTS, SHIPPED
from tests.fakes.ollama_server import OllamaServer

HANGS = {kind.name: kind.play for kind in FAULTS if "hang" in kind.name or "stall" in kind.name}
HOUR = 3600.0
PATIENT = replace(SHIPPED, deadlines=Deadlines(HOUR, HOUR, HOUR, HOUR, HOUR))


def tools(router: Router, seconds: float) -> ManifestToolbox:
    manifest = ToolManifest("Poet", "llm", "Writes", limits=ToolLimits(seconds=seconds))
    return ManifestToolbox({"poet": manifest}, lambda key, m: LlmTool(m, router))


def router_over(server: OllamaServer) -> Router:
    return Router({Role.CONTENT: RoleSettings("llama3", (server.url,), CONTEXT)}, PATIENT)


@pytest.mark.parametrize("name", HANGS)
def test_a_call_of_a_model_that_hangs_ends_at_the_manifests_seconds(name: str) -> None:
    with OllamaServer() as server:
        server.fail_always(HANGS[name])
        with router_over(server) as router:
            with pytest.raises(ToolFailed, match=r"llama3 did not answer within 0\.5 s") as caught:
                tools(router, 0.5).call("poet", "spring")
        left = server.connections_left()

    assert "limits.seconds" in caught.value.hint
    assert left == 0


def test_a_call_that_waits_for_its_turn_ends_at_the_manifests_seconds_too() -> None:
    with OllamaServer() as server, router_over(server) as router:
        server.fail_next(HANGS["hang before headers"])
        with pytest.raises(ToolFailed, match="did not answer within"):
            tools(router, 0.5).call("poet", "spring")
        # Nothing of the call that was given up is left in the next one's way.
        assert tools(router, 60.0).call("poet", "autumn").text
