"""Checks a tool without calling it: whether what its manifest names exists."""

import ast
import importlib.util
import shutil
from collections.abc import Container
from pathlib import Path

from ..domain.errors import ToolFailed
from ..domain.installation import INSTALL_MCP
from .executable_command import find_program
from .manifest_parts import ExecutablePart, McpPart, PythonPart
from .tool_manifest import ToolManifest


def problem_of(manifest: ToolManifest, folder: Path, nodes: Container[str]) -> str:
    """Why this tool cannot work, in a sentence ("" if nothing was found); runs nothing.

    `folder` holds the files of python tools; whether a model answers is not asked here.
    """
    if manifest.node is not None and manifest.node.id not in nodes:
        return f"there is no node {manifest.node.id}"
    if manifest.executable is not None:
        return _program_problem(manifest.executable, folder)
    if manifest.mcp is not None:
        return _server_problem(manifest.mcp, folder)
    if manifest.python is not None:
        return _function_problem(manifest, manifest.python, folder)
    return ""


def starts(manifest: ToolManifest) -> str:
    """What a call starts, in a line for whoever is to trust it."""
    if manifest.executable is not None:
        return " ".join(manifest.executable.command)
    if manifest.python is not None:
        return f"{manifest.python.function} of {manifest.python.file}, confined"
    if manifest.mcp is not None:
        return f"{' '.join((manifest.mcp.command, *manifest.mcp.arguments))}, not confined"
    if manifest.node is not None:
        return f"the node {manifest.node.id}, confined"
    model = manifest.llm.model or f"the {manifest.llm.role.value} model"
    return f"{model}{f' at {manifest.llm.endpoint}' if manifest.llm.endpoint else ''}"


def _function_problem(manifest: ToolManifest, part: PythonPart, folder: Path) -> str:
    path = folder / part.file
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return f"{path} cannot be read: {error}"
    except (SyntaxError, ValueError, RecursionError) as error:
        return f"{path} is no Python: {error}"
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    wanted = functions.get(part.function)
    if wanted is None:
        return f"{path} defines no function {part.function}"
    return _parameters_problem(wanted.args, manifest)


def _program_problem(part: ExecutablePart, folder: Path) -> str:
    try:
        find_program(part.command[0], folder)
    except ToolFailed as error:
        return str(error)
    missing = [name for name in part.reads if not (folder / name).exists()]
    return f"there is no {missing[0]}, which it may read" if missing else ""


def _server_problem(part: McpPart, folder: Path) -> str:
    if importlib.util.find_spec("mcp") is None:
        return f"the package mcp is not installed: {INSTALL_MCP}"
    if not (folder / part.folder).is_dir():
        return f"there is no folder {folder / part.folder}"
    command = str(folder / part.command) if part.command.startswith("./") else part.command
    return "" if shutil.which(command) else f"there is no program {part.command}"


def _parameters_problem(parameters: ast.arguments, manifest: ToolManifest) -> str:
    names = [one.arg for one in (*parameters.posonlyargs, *parameters.args, *parameters.kwonlyargs)]
    if not names and parameters.vararg is None:
        return "its function takes no prompt"
    missing = [name for name in manifest.input if name not in names[1:]]
    if missing and parameters.kwarg is None:
        return f"its function takes no {missing[0]}, which the manifest names"
    return ""
