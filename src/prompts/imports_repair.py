"""Adds missing standard-library imports to a program and drops imports of unknown modules."""

import ast
import builtins
import sys
from collections.abc import Iterable

from ..documents.source_edits import TextEdit, apply, with_imports, without
from ..domain.signature import own_nodes
from .demonstrations import names_in

_MEMBERS = {
    "base64": "b64decode b64encode",
    "bisect": "bisect_left bisect_right insort",
    "collections": "Counter OrderedDict defaultdict deque namedtuple",
    "dataclasses": "dataclass",
    "datetime": "date timedelta timezone",
    "decimal": "Decimal InvalidOperation ROUND_DOWN ROUND_HALF_EVEN ROUND_HALF_UP getcontext",
    "enum": "Enum IntEnum",
    "fractions": "Fraction",
    "functools": "cache cmp_to_key lru_cache partial reduce",
    "hashlib": "md5 sha1 sha256",
    "heapq": "heapify heappop heappush nlargest nsmallest",
    "io": "StringIO",
    "itertools": "accumulate chain combinations groupby islice pairwise permutations product"
    " takewhile zip_longest",
    "math": "ceil comb factorial floor gcd isqrt lcm perm pi prod sqrt",
    "node_runtime": "call_tool call_tools_parallel",
    "operator": "itemgetter mul",
    "pathlib": "Path",
    "statistics": "mean median mode stdev",
    "string": "ascii_letters ascii_lowercase ascii_uppercase punctuation",
    "textwrap": "dedent",
    "typing": "Any Callable Dict Generator Iterable Iterator List Optional Sequence Set Tuple"
    " Union",
    "urllib.parse": "quote unquote urlparse",
    "zoneinfo": "ZoneInfo",
}
_HOME = {name: module for module, names in _MEMBERS.items() for name in names.split()}
_KNOWN = sys.stdlib_module_names | {"node_runtime"}


def add_missing_imports(source: str) -> str:
    """Return the source with an import for each name that only the standard library can mean."""
    tree = ast.parse(source)
    lines = []
    for name in sorted(_unbound(tree)):
        if name == "datetime":
            lines.append(_datetime_import(tree))
        elif name in _HOME:
            lines.append(f"from {_HOME[name]} import {name}")
        elif name in sys.stdlib_module_names and _attributes(tree, name):
            lines.append(f"import {name}")
    return with_imports(source, sorted(lines, key=lambda line: (line.startswith("from"), line)))


def drop_foreign_imports(source: str) -> str:
    """Return the source without top-level imports of unknown packages whose names it never uses."""
    tree = ast.parse(source)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    defined = {n.name for n in tree.body if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    gone = [
        node
        for node in tree.body
        if isinstance(node, (ast.Import, ast.ImportFrom))
        and not any(module.split(".")[0] in _KNOWN for module in _modules(node))
        and all(name in defined or name not in used for name in _bound_by(node))
    ]
    return without(source, gone) if gone else source


def drop_unused_types(source: str) -> str:
    """Return the source without names imported from `typing` that it does not use any more."""
    tree = ast.parse(source)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    edits: list[TextEdit] = []
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "typing":
            kept = [alias for alias in node.names if (alias.asname or alias.name) in used]
            if len(kept) < len(node.names):
                names = ", ".join(ast.unparse(alias) for alias in kept)
                edits.append(TextEdit.of(node, f"from typing import {names}" if kept else ""))
    return apply(source, edits) if edits else source


def _modules(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names]


def _bound_by(node: ast.Import | ast.ImportFrom) -> list[str]:
    return [alias.asname or alias.name.split(".")[0] for alias in node.names]


def _unbound(tree: ast.Module) -> set[str]:
    """Names that are read and bound nowhere, or outside all functions where headers read them."""
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    headers = [one for node in functions for one in (node.args, node.returns, *node.decorator_list)]
    read = set().union(*(names_in(one, ast.Load) for one in headers if one is not None))
    everywhere = names_in(tree, ast.Load) - _bound(ast.walk(tree))
    return everywhere | (read - _bound(own_nodes(tree)))


def _bound(nodes: Iterable[ast.AST]) -> set[str]:
    bound = set(dir(builtins)) | {"__name__", "__file__"}
    for node in nodes:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            bound.add(node.id)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            bound.update(_bound_by(node))
        elif not isinstance(node, ast.alias):
            bound.add(getattr(node, "name", None) or "")
    return bound


def _attributes(tree: ast.Module, name: str) -> set[str]:
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    return {n.attr for n in nodes if isinstance(n.value, ast.Name) and n.value.id == name}


def _datetime_import(tree: ast.Module) -> str:
    """`datetime.date(...)` means the module, `datetime.strptime(...)` the class in it."""
    attributes = _attributes(tree, "datetime")
    of_module = {"datetime", "timedelta", "timezone", "date"}
    of_class = {"strptime", "now", "today", "fromisoformat", "fromtimestamp", "utcnow"}
    if attributes & of_module and not attributes & of_class:
        return "import datetime"
    return "from datetime import datetime"
