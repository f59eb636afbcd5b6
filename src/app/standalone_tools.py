"""Calls a tool for a node that is run by hand, outside the sandbox, in the node's own process."""

import os
import time
from contextlib import closing
from functools import partial
from pathlib import Path

from ..config.manager import ConfigManager
from ..domain.errors import EvolverError, NodeError
from ..domain.json_value import JSONObject, json_object
from ..domain.ports import LanguageModel
from ..library.catalogue import open_library
from ..nodes.node_imports import find_imports
from ..nodes.node_store import FolderNodeStore
from ..sandbox.sandbox import ConfinedSandbox
from ..tasks.function_calls import input_of
from ..toolbox.toolbox import unrecorded
from .model_wiring import open_models
from .sandbox_wiring import limits_of_programs
from .tool_wiring import ToolkitHooks, open_toolkit


def call_tool_by_hand(name: str, prompt: str, arguments: JSONObject) -> str:
    """Return the tool's text. Raises RuntimeError with the reason and the hint, as in the sandbox.

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


def arguments_by_hand(program: str, description: str) -> JSONObject:
    """Return what the node of this program is called with by a task in words. Raises ValueError."""
    folder = Path(program).resolve().parent
    try:
        node = FolderNodeStore(folder.parent, time.time).load(folder.name)
        if not node.function:
            raise NodeError(
                "node.json is missing next to this program", hint="give arguments by name"
            )
        given = _HOOKS.input_of(node, description)
    except EvolverError as error:
        raise ValueError(f"{error}; {error.hint}" if error.hint else str(error)) from error
    return json_object(given["arguments"])


_HOOKS = ToolkitHooks(tuple, unrecorded, partial(input_of, reader=open_library))


def _call(
    config: ConfigManager, model: LanguageModel | None, question: tuple[str, str, JSONObject]
) -> str:
    nodes = FolderNodeStore(config.home / "nodes", time.time)
    settings = config.settings.sandbox
    with ConfinedSandbox(
        limits_of_programs(settings),
        workers=settings.workers,
        allow_weak=settings.allow_weak,
        find_imports=partial(find_imports, config.home / "nodes"),
    ) as sandbox:
        with closing(open_toolkit(config, model, sandbox, nodes, _HOOKS)) as toolkit:
            return toolkit.toolbox.call(*question).text
