"""Looks at a tool before anybody calls it: is what its manifest names really there?"""

import ast
from collections.abc import Container
from pathlib import Path

from src.toolbox.manifest import ToolManifest


def trouble_of(manifest: ToolManifest, folder: Path, nodes: Container[str]) -> str:
    """Why this tool cannot work, in a sentence ("" if nothing was found); runs nothing.

    `folder` holds the files of python tools; whether a model answers is not asked here.
    """
    if manifest.node is not None and manifest.node.id not in nodes:
        return f"there is no node {manifest.node.id}"
    if manifest.python is None:
        return ""
    path = folder / manifest.python.file
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return f"{path} cannot be read: {error}"
    except (SyntaxError, ValueError, RecursionError) as error:
        return f"{path} is no Python: {error}"
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    wanted = functions.get(manifest.python.function)
    if wanted is None:
        return f"{path} defines no function {manifest.python.function}"
    return _trouble_of_parameters(wanted.args, manifest)


def _trouble_of_parameters(taken: ast.arguments, manifest: ToolManifest) -> str:
    names = [one.arg for one in (*taken.posonlyargs, *taken.args, *taken.kwonlyargs)]
    if not names and taken.vararg is None:
        return "its function takes no prompt"
    missing = [name for name in manifest.input if name not in names[1:]]
    if missing and taken.kwarg is None:
        return f"its function takes no {missing[0]}, which the manifest names"
    return ""
