"""Asks a model for faster versions of a program."""

import ast
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ..domain.ast_digest import normal_digest
from ..domain.candidate import Candidate, Origin
from ..domain.errors import BrokenReply, ModelError
from ..domain.model_request import Reply, Request, Role
from ..domain.ports import Evidence, LanguageModel
from ..domain.signature import function_ending, without_ending
from ..prompts.code_layout import parses
from ..prompts.code_replies import read_code
from ..prompts.imports_repair import add_missing_imports
from ..prompts.prompt_library import Prompt, PromptLibrary, bullet_list
from ..prompts.thought_marks import without_thinking
from .rewrites.ast_queries import Definition, find_definition, is_name, names_in, source_lines

TEMPERATURES = (0.2, 0.6, 0.9, 0.4, 0.8)
MAX_CODE_CHARACTERS, MAX_NOTE_CHARACTERS, SHOWN_TRIES = 8000, 160, 6

_ONE_FUNCTION = "the function, and the imports and helpers that it needs and the file lacks,"
_WHY = re.compile(r"^\W*why\W*(?:[:\-])\s*(.+)$", re.IGNORECASE | re.MULTILINE)


@dataclass
class ModelImprover:
    """An Improver that asks a model `n` times, at varying temperatures, for the whole program.

    Programs that differ only in names and layout are left out. No more requests are made once
    `token_budget` tokens are spent (0: no limit). `note_unused` gets a sentence where some
    replies could not be used and others could.
    """

    model: LanguageModel
    n: int
    token_budget: int = 0
    note_unused: Callable[[str], None] = lambda sentence: None
    _spent: int = field(default=0, init=False)
    _prompts: PromptLibrary = field(default_factory=PromptLibrary, init=False)

    def propose(self, candidate: Candidate, evidence: Evidence) -> tuple[Candidate, ...]:
        """Return different programs, in the order they came; () if no reply held a new one.

        Raises what the model raises if it cannot be asked at all, ModelError if its tokens were
        spent before, and BrokenReply, with the reasons, if no reply could be used.
        """
        if self._is_budget_spent:
            raise ModelError(
                f"the {self.token_budget} tokens for it were used up", hint="set optimizer.tokens"
            )
        prompt = self._prompt(candidate, evidence)
        known = {normal_digest(candidate.source)}
        proposed: list[Candidate] = []
        unused: list[str] = []
        for index in range(self.n):
            if self._is_budget_spent:
                break
            request = self._request(prompt, index, len(evidence.tried))
            try:
                reply = self.model.complete(request)
                self._spent += reply.prompt_tokens + reply.output_tokens
                source = _read_program(reply, evidence)
            except BrokenReply as broken:
                unused.append(str(broken))
                continue
            digest = normal_digest(source)
            if digest not in known:
                known.add(digest)
                proposed.append(_candidate(source, candidate, reply, request, prompt))
        if unused:
            reasons = "; ".join(dict.fromkeys(unused))
            number = "1 reply" if len(unused) == 1 else f"{len(unused)} replies"
            sentence = f"{number} could not be used: {reasons}"
            if not proposed:
                raise BrokenReply(sentence)
            self.note_unused(sentence)
        return tuple(proposed)

    @property
    def _is_budget_spent(self) -> bool:
        return 0 < self.token_budget <= self._spent

    def _request(self, prompt: Prompt, index: int, round_number: int) -> Request:
        return Request(
            Role.POWERFUL,
            "improve",
            prompt.parts,
            system=prompt.system,
            temperature=TEMPERATURES[index % len(TEMPERATURES)],
            attempt=1 + index + self.n * round_number,
            max_tokens=2500,
        )

    def _prompt(self, candidate: Candidate, evidence: Evidence) -> Prompt:
        specification = evidence.specification
        shown = without_ending(candidate.source).strip()
        if len(shown) > MAX_CODE_CHARACTERS:
            shown = excerpt_of(shown, _function_of(evidence)) or shown[:MAX_CODE_CHARACTERS]
        return self._prompts.fill(
            "improve",
            function=_function_of(evidence),
            code=f"```python\n{shown}\n```",
            wanted=_ONE_FUNCTION if evidence.function else "the whole program",
            goal=specification.goal if specification else "",
            profile=_profile(evidence),
            tried=bullet_list(
                f"{note}: {result}" for note, result in evidence.tried[-SHOWN_TRIES:]
            ),
        )


def _function_of(evidence: Evidence) -> str:
    """Return the function that is to become faster: of the user's file, or a node's."""
    planned = evidence.specification.function if evidence.specification else ""
    return evidence.function or planned


def _profile(evidence: Evidence) -> str:
    profiling = evidence.profiling
    if profiling is None:
        return ""
    lines = [f"{name}: {share:.0%} of its own time" for name, share in profiling.hot[:5]]
    return bullet_list([f"its own work takes {profiling.own_ms:.1f} ms", *lines])


def _read_program(reply: Reply, evidence: Evidence) -> str:
    """Return the reply's program. Raises BrokenReply if it was cut or lacks the function."""
    function = _function_of(evidence)
    # A method is named "Class.method"; a reply defines it by its last part.
    function = function.rpartition(".")[2]
    code = read_code(reply.text, (function,), thinking=reply.thinking)
    # Code without any fence is taken as complete; an open fence means it is not.
    if not parses(code.source) or (not code.complete and "```" in reply.text):
        raise BrokenReply("the program was cut")
    if function not in code.source:
        raise BrokenReply(f"the reply does not define {function}")
    if not evidence.function:
        # A node's program ends in a call that models are not shown.
        return add_missing_imports(without_ending(code.source)) + function_ending(function)
    return add_missing_imports(code.source)


def _candidate(
    source: str, parent: Candidate, reply: Reply, request: Request, prompt: Prompt
) -> Candidate:
    why = _WHY.search(without_thinking(reply.text))
    note = " ".join(why.group(1).split()) if why else "the model gave no reason"
    return Candidate(
        source,
        Origin.IMPROVED,
        parent=parent.digest,
        model=reply.model,
        temperature=request.temperature,
        prompt_digest=prompt.digest,
        note=note[:MAX_NOTE_CHARACTERS],
    )


def excerpt_of(source: str, function: str) -> str:
    """Get the function and what it uses of the file in full, and the heads of all other functions.

    "" if the source does not parse or has no such function.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return ""
    target = find_definition(tree, function)
    if target is None:
        return ""
    lines, used = [line.rstrip("\r\n") for line in source_lines(source)], names_in(target)
    whole = [target, *_called_on_self(tree, target)]
    shown = []
    for node in tree.body:
        if isinstance(node, Definition) and node is not target:
            is_used = node.name in used and not isinstance(node, ast.ClassDef)
            shown.append(_text(lines, node) if is_used else _heads(lines, node, whole))
        elif node is target or isinstance(node, (ast.Import, ast.ImportFrom)):
            shown.append(_text(lines, node))
        elif target in ast.walk(node) or used & names_in(node):
            shown.append(_text(lines, node))
    return "\n".join(shown)


def _called_on_self(tree: ast.Module, target: Definition) -> list[Definition]:
    """Return the methods of its class that a method uses as `self.name`."""
    used = {
        node.attr
        for node in ast.walk(target)
        if isinstance(node, ast.Attribute)
        and (is_name(node.value, "self") or is_name(node.value, "cls"))
    }
    owners = [n for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and target in n.body]
    members = [one for owner in owners for one in owner.body if isinstance(one, Definition)]
    return [one for one in members if one.name in used]


def _heads(lines: Sequence[str], node: Definition, whole: Sequence[Definition]) -> str:
    """Return the definition with every body left out but those of `whole`."""
    if node in whole:
        return _text(lines, node)
    head = _text(lines, node, node.body[0].lineno - 1) or lines[node.lineno - 1]
    if isinstance(node, ast.ClassDef):
        members = [one for one in node.body if isinstance(one, Definition)]
        others = [one for one in node.body if isinstance(one, (ast.Assign, ast.AnnAssign))]
        inner = [_text(lines, one) for one in others]
        inner += [_heads(lines, one, whole) for one in members]
        return "\n".join([head, *inner])
    return f"{head.rstrip()} ..."


def _text(lines: Sequence[str], node: ast.stmt, last: int | None = None) -> str:
    decorators = node.decorator_list if isinstance(node, Definition) else []
    first = min([node.lineno, *(one.lineno for one in decorators)])
    return "\n".join(lines[first - 1 : (node.end_lineno or first) if last is None else last])
