"""Writes nodes for use without Code Evolver: one as a package and program, or all as a package."""

import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from ..documents.json_files import canonical_json
from ..domain.errors import BadArguments, NodeError
from ..domain.json_value import from_json
from ..domain.node import Node, NodeVersion
from ..domain.program_run import ImportedModules
from ..domain.signature import call_text, read_signature
from ..domain.task import Example
from .export_package import PackagedFunction, package_files
from .node_imports import find_imports

# Named apart from the conftest.py that it becomes, so that pytest does not take it for its own.
_REPLIES = Path(__file__).parent / "exported_replies.py"
_RUNTIME = _REPLIES.parents[2] / "node_runtime.py"
_README = """# {title}

{goal}

```
echo '{input}' | python main.py
```

It reads one JSON object with the arguments by name from standard input, and prints
one with a `result`, or with an `error` in plain words; `description`, a task in words, is only
read where Code Evolver is installed. From Python:

```python
from {package} import {name}

{call}
```

The package has another name than its function, so that it hides no other module.

The signature: `{signature}`. `pip install .` installs the package; `python -m pytest` in this
folder runs its tests (they need pytest). It needs Python 3.11 or newer{needs}.

## Where it comes from

Node `{id}`, version {version}: {origin}{model}, score {score:.2f}.{note}

Exported by Code Evolver.
"""
_MAIN = '''"""Runs {name} as a program: one JSON object in, one out."""

from {package} import {name}

__all__ = ["{name}"]

if __name__ == "__main__":
    import node_runtime

    node_runtime.main({name})
'''
_ALL = """# {package}

Typed functions in plain Python. `pip install .` installs the package; `python -m pytest` in this
folder runs its tests (they need pytest).

```python
from {package} import is_prime
```

{rows}

Exported by Code Evolver.
"""
PACKAGE = "evolved_functions"


class Exported(Struct, frozen=True):
    """Where a node was written to, and which files."""

    folder: Path
    files: tuple[str, ...]


def export_node(
    node: Node, version: NodeVersion, folder: Path, imports: ImportedModules
) -> Exported:
    """Write the node, with what it imports, into a folder that is new or empty.

    It becomes a package; `main.py` runs it as a program. Raises BadArguments, NodeError.
    """
    if imports.problem:
        raise BadArguments(f"{node.id} cannot be exported: {imports.problem}")
    if not node.function:
        problem = f"{node.id} is a program of version 1, which cannot be exported"
        raise BadArguments(problem, hint="solve its task again")
    function = packaged(node, version.source)
    package = f"{function.name}_function"
    parts = [
        PackagedFunction(name.split(".")[1], "", text, is_part=True)
        for name, text in imports.sources.items()
    ]
    files = {
        "main.py": _MAIN.format(name=function.name, package=package),
        "README.md": _readme(node, version, function.name, package),
        **package_files(package, node.title, (function, *parts), f"{version.number}.0"),
        **_tool_replies(node),
    }
    if any("node_runtime" in text for text in files.values()):
        files["node_runtime.py"] = _RUNTIME.read_text(encoding="utf-8")
    return _write(folder, files)


def export_all(functions: Sequence[PackagedFunction], folder: Path) -> Exported:
    """Write functions as one package, into a folder that is new or empty. Raises BadArguments."""
    files = package_files(PACKAGE, "Typed functions, each tested by its cases", functions)
    rows = "\n".join(
        f"- `{one.signature}`: {one.signature.summary}" for one in functions if not one.is_part
    )
    return _write(folder, {"README.md": _ALL.format(package=PACKAGE, rows=rows), **files})


def packaged(node: Node, source: str) -> PackagedFunction:
    """Return a node's function with the cases of its suite. Raises NodeError if it has none."""
    suite = node.specification.get("suite")
    tests = suite.get("tests") if isinstance(suite, dict) else None
    listed = tests if isinstance(tests, list) else []
    stated = [test.get("example") for test in listed if isinstance(test, dict)]
    try:
        cases = tuple(from_json(Example, one) for one in stated if isinstance(one, dict))
        read_signature(source, node.function)
    except ValueError as problem:
        raise NodeError(f"{node.id} cannot be exported: {problem}") from problem
    return PackagedFunction(node.id, node.function, source, cases)


def packaged_nodes(nodes: Sequence[Node], home: Path) -> tuple[list[PackagedFunction], list[str]]:
    """Return the functions of nodes in a folder that can be part of a package.

    Also returns what cannot, each with the reason.
    """
    found: list[PackagedFunction] = []
    skipped: list[str] = []
    for node in nodes:
        calls = f"it calls {', '.join(node.tools)}" if node.tools else ""
        problem = calls if node.function else "it is a program of version 1"
        problem = problem or find_imports(home, node.source).problem
        try:
            if not problem:
                found.append(packaged(node, node.source))
        except NodeError as error:
            problem = str(error).removeprefix(f"{node.id} ")
        if problem:
            skipped.append(f"{node.id}: {problem}")
    return found, skipped


def _write(folder: Path, files: Mapping[str, str]) -> Exported:
    """Write the files, or none of them. Raises BadArguments."""
    ours: list[Path] = []
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise BadArguments(
                f"{folder} is there already, and not an empty folder", hint="name a new folder"
            )
        new = [one for one in (folder, *folder.parents) if not one.exists()]
        ours = new[-1:] or [folder / Path(name).parts[0] for name in files]
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    except (OSError, ValueError) as error:
        for one in ours:
            shutil.rmtree(one, ignore_errors=True)
            with suppress(OSError):
                one.unlink()
        said = getattr(error, "strerror", "") or error
        raise BadArguments(f"{folder!s:.200} cannot be written: {said}") from error
    return Exported(folder, tuple(files))


def _tool_replies(node: Node) -> dict[str, str]:
    """Return what answers the node's tools in its tests: the replies recorded here."""
    if not node.tools:
        return {}
    suite = node.specification.get("suite")
    replies = suite.get("tool_replies") if isinstance(suite, dict) else None
    pairs = replies if isinstance(replies, list) else []
    said = {str(pair[0]): pair[1] for pair in pairs if isinstance(pair, list)}
    conftest = _REPLIES.read_text(encoding="utf-8")
    return {"conftest.py": conftest, "tool_replies.json": canonical_json(said)}


def _readme(node: Node, version: NodeVersion, name: str, package: str) -> str:
    lineage, tools = version.lineage, ", ".join(node.tools)
    call, plan = next(iter(node.example_calls), {}), node.specification.get("plan")
    return _README.format(
        title=node.title,
        goal=str(plan.get("goal") or node.title) if isinstance(plan, dict) else node.title,
        input=json.dumps(call, ensure_ascii=False).replace("'", "’"),
        name=name,
        package=package,
        call=call_text(name, call),
        signature=node.signature,
        needs=f", and the tools {tools}: write them into node_runtime.py" if tools else "",
        id=node.id,
        version=version.number,
        origin=lineage.origin.value,
        model=f" by {lineage.model}" if lineage.model else "",
        score=version.score,
        note=f" {lineage.note}." if lineage.note else "",
    )
