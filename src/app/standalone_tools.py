"""Calls a tool for a node that is run by hand, outside the sandbox, in the node's own process."""

import os
import time
from contextlib import closing

from ..config.manager import ConfigManager
from ..domain.errors import EvolverError
from ..domain.json_value import JSONObject
from ..domain.ports import LanguageModel
from ..nodes.node_store import FolderNodeStore
from ..sandbox.sandbox import ConfinedSandbox
from .model_wiring import open_models
from .tool_wiring import limits_of_programs, open_toolkit


def call_tool_by_hand(name: str, prompt: str, arguments: JSONObject) -> str:
    """The tool's text. Raises RuntimeError with the reason and the hint, as in the sandbox.

    CODE_EVOLVER_OFFLINE=1 asks no model.
    """
    config = ConfigManager()
    try:
        if os.environ.get("CODE_EVOLVER_OFFLINE", "") not in ("", "0"):
            return _call(config, None, (name, prompt, arguments))
        with open_models(config.settings.ollama, config.home) as models:
            return _call(config, models, (name, prompt, arguments))
    except EvolverError as error:
        raise RuntimeError(f"{error} ({error.hint})" if error.hint else str(error)) from error


def _call(
    config: ConfigManager, model: LanguageModel | None, question: tuple[str, str, JSONObject]
) -> str:
    nodes = FolderNodeStore(config.home / "nodes", time.time)
    settings = config.settings.sandbox
    with ConfinedSandbox(
        limits_of_programs(settings), workers=settings.workers, allow_weak=settings.allow_weak
    ) as sandbox:
        with closing(open_toolkit(config, model, sandbox, nodes)) as toolkit:
            return toolkit.toolbox.call(*question).text
