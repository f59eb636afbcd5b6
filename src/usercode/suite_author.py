"""Asks a model for tests of a user's functions, from what they promise, bodies left out."""

import ast
import re
from collections.abc import Sequence

from ..domain.errors import BrokenReply
from ..domain.model_request import Request, Role
from ..domain.ports import LanguageModel
from ..optimize.rewrites.ast_queries import Definition
from ..prompts.code_replies import read_code
from ..prompts.prompt_library import PromptLibrary
from .suite_writer import WrittenTest

MOST = 8


class ModelSuiteAuthor:
    """Asks the generator once; each test holds the imports it needs."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model

    def write(self, module: str, source: str, functions: Sequence[str]) -> tuple[WrittenTest, ...]:
        """Return the tests of these functions. Raises what the model raises, and BrokenReply."""
        prompt = PromptLibrary().fill(
            "own_tests",
            module=module,
            interface=f"```python\n{interface_of(source)}\n```",
            functions=", ".join(functions),
            first=functions[0].partition(".")[0],
        )
        request = Request(
            Role.GENERATOR, "tests", prompt.parts, system=prompt.system, max_tokens=1500
        )
        reply = self._model.complete(request)
        tests = _tests(read_code(reply.text, thinking=reply.thinking).source, module)
        return tuple(WrittenTest(name, test, "model") for name, test in tests)


def interface_of(source: str) -> str:
    """Signatures and docstrings, every body left out."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            text = node.body[:1] if ast.get_docstring(node) else []
            node.body = [*text, ast.Expr(ast.Constant(...))]
    return "\n\n".join(ast.unparse(node) for node in tree.body if isinstance(node, Definition))


def _tests(code: str, module: str) -> tuple[tuple[str, str], ...]:
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError) as error:
        raise BrokenReply(f"the tests do not parse: {error}") from error
    imports = [n for n in tree.body if isinstance(n, (ast.Import, ast.ImportFrom))]
    wanted = [n for n in imports if ast.unparse(n).split()[1] not in (module, "pytest")]
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and _is_test(node):
            used = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
            inside = [n for n in wanted if used & {a.asname or a.name for a in n.names}]
            node.body = [*inside, *node.body]
            node.name = f"{node.name}_by_model"
            found[node.name] = ast.unparse(ast.fix_missing_locations(node))
    if not found:
        raise BrokenReply("the reply holds no test function that asserts something")
    return tuple(found.items())[:MOST]


def _is_test(node: ast.FunctionDef) -> bool:
    if not re.fullmatch(r"test_\w+", node.name) or node.args.args or node.decorator_list:
        return False
    return any(isinstance(n, ast.Assert) or _raises(n) for n in ast.walk(node))


def _raises(node: ast.AST) -> bool:
    return isinstance(node, ast.With) and "raises" in ast.unparse(node.items[0].context_expr)
