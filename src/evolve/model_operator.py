"""Asks a model for a variation of a program and reads the reply: edits or a whole program."""

import re
from collections.abc import Mapping

from ..domain.errors import BrokenReply, Declined, ModelMissing
from ..domain.model_request import Request, Role
from ..domain.ports import LanguageModel
from ..prompts.code_layout import parses
from ..prompts.code_replies import read_code
from ..prompts.prompt_library import Prompt, PromptLibrary, bullet_list
from ..prompts.thought_marks import without_thinking
from .problem import Problem
from .run_settings import RunSettings
from .search import Choice, Proposal, Turn

_MOST_ARTIFACT, _MOST_ARTIFACTS = 1000, 5
# No part goes past the next edit, so that a reply of unfinished edits is read only once.
_PART = r"((?:(?!^<{5,9} ?SEARCH).)*?)"
_EDIT = re.compile(
    rf"^<{{5,9}} ?SEARCH[^\n]*\n(?>{_PART}^={{5,9}}[^\n]*\n){_PART}^>{{5,9}} ?REPLACE",
    re.MULTILINE | re.DOTALL,
)

_AS_EDITS = """Reply with one or more edits, each in exactly this form:
<<<<<<< SEARCH
lines of the program, exactly as they are
=======
the lines that replace them
>>>>>>> REPLACE"""
_MARKS = "Change only the code between the lines EVOLVE-BLOCK-START and EVOLVE-BLOCK-END."
_AS_PROGRAM = "Reply with the whole program, changed, in one ```python block, and nothing else."


class ModelOperator:
    """An Operator that asks a language model, for edits or for whole programs, and reads both."""

    name = "model"

    def __init__(self, model: LanguageModel, problem: Problem, settings: RunSettings) -> None:
        self._model = model
        self._problem = problem
        self._settings = settings
        self._prompts = PromptLibrary()

    def propose(self, choice: Choice, turn: Turn) -> Proposal:
        """Propose one reply's program, or the problem with the reply.

        Raises Declined if the settings name a model that is missing.
        """
        request = self._request(choice, turn)
        try:
            reply = self._model.complete(request)
        except ModelMissing as error:
            if request.model is None:
                raise
            raise Declined(f"the run's settings name a model: {error}", hint=error.hint) from error
        tokens = reply.prompt_tokens + reply.output_tokens
        operator = f"{self.name} {reply.model}"
        try:
            source = read_program(reply.text, choice.parent.record.source, thinking=reply.thinking)
            framed = self._problem.frame(source)
        except BrokenReply as broken:
            return Proposal("", operator, tokens=tokens, problem=str(broken))
        if len(framed) > self._settings.longest_program:
            return Proposal("", operator, tokens=tokens, problem="the program is too long")
        return Proposal(framed, operator, "edits" if "SEARCH" in reply.text else "rewrite", tokens)

    def _request(self, choice: Choice, turn: Turn) -> Request:
        settings = self._settings
        prompt = self._prompt(choice)
        models, weights = settings.models, [one.weight for one in settings.models]
        chosen = turn.chance.choices(models, weights)[0] if models else None
        return Request(
            Role.GENERATOR,
            "evolve",
            prompt.parts,
            system=settings.system_message or prompt.system,
            temperature=settings.temperature,
            attempt=turn.number,
            seed=settings.seed + turn.number,
            max_tokens=settings.max_tokens,
            model=chosen.name if chosen else None,
            endpoint=chosen.api_base or None if chosen else None,
        )

    def _prompt(self, choice: Choice) -> Prompt:
        parent = choice.parent
        others = [f"Score {one.rank:.6g}:\n{_fenced(one.record.source)}" for one in choice.others]
        return self._prompts.fill(
            "evolve",
            program=_fenced(parent.record.source),
            score=f"{parent.rank:.6g}",
            metrics=bullet_list(f"{name}: {value:.6g}" for name, value in parent.metrics.items()),
            artifacts=_shown(parent.last.artifacts) if self._settings.show_artifacts else "",
            others="\n\n".join(others),
            marks=_MARKS if self._problem.has_marks else "",
            form=_AS_EDITS if self._settings.use_diffs else _AS_PROGRAM,
        )


def _fenced(source: str) -> str:
    return f"```python\n{source.strip()}\n```"


def _shown(artifacts: Mapping[str, str]) -> str:
    shown = list(artifacts.items())[:_MOST_ARTIFACTS]
    return "\n".join(f"{name}:\n{text[:_MOST_ARTIFACT]}" for name, text in shown)


def read_program(reply: str, parent: str, *, thinking: str = "") -> str:
    """Return the program that a reply proposes. Raises BrokenReply with the reason if none."""
    text = without_thinking(reply)
    edits = _EDIT.findall(text)
    if edits:
        return _edited(parent, edits)
    if re.search(r"^<{5,9} ?SEARCH", text, re.MULTILINE):
        raise BrokenReply("an edit in the reply is not closed")
    code = read_code(reply, thinking=thinking)
    if not code.complete and "```" in reply:
        raise BrokenReply("the program is cut off")
    return _checked(code.source)


def _edited(parent: str, edits: list[tuple[str, str]]) -> str:
    source = parent
    for search, replacement in edits:
        changed = _replaced(source, search, replacement)
        if changed is None:
            shown = search.strip().splitlines()[:1] or ["nothing"]
            raise BrokenReply(
                f"an edit searches for text that is not there: {shown[0].strip()[:60]}"
            )
        source = changed
    if source == parent:
        raise BrokenReply("the edits change nothing")
    return _checked(source)


def _replaced(source: str, search: str, replacement: str) -> str | None:
    """Replace the first match, ignoring blanks at line ends; None without a match."""
    if not search.strip():
        return None
    if search in source:
        return source.replace(search, replacement, 1)
    lines = source.removesuffix("\n").split("\n")
    wanted = [line.rstrip() for line in search.strip("\n").split("\n")]
    bare = [line.rstrip() for line in lines]
    for place in range(len(lines) - len(wanted) + 1):
        if bare[place : place + len(wanted)] == wanted:
            new = [replacement.strip("\n")] if replacement.strip("\n") else []
            return "\n".join([*lines[:place], *new, *lines[place + len(wanted) :]]) + "\n"
    return None


def _checked(source: str) -> str:
    if not parses(source):
        raise BrokenReply("the program is not valid Python")
    return source if source.endswith("\n") else f"{source}\n"
