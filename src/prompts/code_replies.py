"""Extracts Python code from a model's reply."""

import ast
import json
import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from ..domain.errors import BrokenReply
from .code_layout import broken_line, mend_layout, parses, top_level_names
from .thought_marks import without_thinking

_FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})[ \t]*([\w+#.-]*)[^\n`]*$", re.MULTILINE)
_GLUED_FENCE = re.compile(r"(?<=[^\s`])[ \t]*(```[ \t]*py\w*[ \t]*$|```\s*\Z)", re.MULTILINE)
_PYTHON = ("", "python", "python3", "py", "py3", "python3.11", "ipython", "pycon")
_MOST_ENDS = 8
"""So many fences may stand in the strings of one block; a model that repeats itself writes more."""

_CODE_LINE = re.compile(
    r"^(from\s+[\w.]+\s+import\b|import\s+\w|def\s+\w+\s*\(|async\s+def\s|class\s+\w+\s*[(:]|@\w|"
    r"if\s+__name__|assert\s.*\(|>>>\s|[A-Za-z_]\w*\s*(:[\w\[\],.\s]+)?=[^=])"
)
_STATEMENTS = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Assign, ast.Assert)


class CodeReply(Struct, frozen=True):
    """The code of a reply: whether its block is closed and parses, and the repairs made."""

    source: str
    complete: bool
    repairs: tuple[str, ...] = ()


class _Block(Struct, frozen=True):
    text: str
    closed: bool
    language: str = ""


def read_code(text: str, wanted: Sequence[str] = (), *, thinking: str = "") -> CodeReply:
    """Return the best piece of code in the reply.

    Pieces are ranked: parses, then defines all of `wanted` (or one of them), then its block was
    closed, then length, but of fenced blocks the last that defines it: the first was a draft. A
    reply that is empty because the model thought too long is looked for in `thinking`. BrokenReply.
    """
    said = _GLUED_FENCE.sub(r"\n\1", without_thinking(text))
    blocks = list(_blocks(said)) or [b for b in _blocks(thinking) if b.closed]
    if not blocks:
        raise BrokenReply(_no_code(said, thinking))
    read = [_read(block) for block in blocks]
    # Of several fenced blocks that define it the last is the answer, and max gives the first.
    is_draft_first = bool(wanted) and _FENCE.search(said) is not None
    best = max(
        reversed(read) if is_draft_first else read,
        key=lambda reply: _rank(reply, wanted, is_draft_first),
    )
    if len(blocks) > 1 and _leans_on_others(best, read):
        whole = _Block("\n\n".join(block.text for block in blocks), all(b.closed for b in blocks))
        best = max(best, _read(whole), key=lambda reply: _rank(reply, wanted, False))
    if not best.source.strip():
        raise BrokenReply("the reply's code block is empty")
    return best


def code_pieces(text: str) -> list[str]:
    """Return each piece of code in the reply, in order."""
    return [_read(block).source for block in _blocks(without_thinking(text))]


def _leans_on_others(best: CodeReply, read: Sequence[CodeReply]) -> bool:
    """Return True if the best piece uses a name that only another piece defines."""
    used = set(re.findall(r"\b[A-Za-z_]\w*\b", best.source))
    others = {name for reply in read for name in top_level_names(reply.source)}
    return bool(used & (others - top_level_names(best.source)))


def _no_code(said: str, thinking: str) -> str:
    if not said and thinking:
        return "the model thought until its budget was used up and gave no answer"
    if not said:
        return "the reply is empty"
    return f"the reply holds no code but {said.splitlines()[0][:60]!r}"


def _read(block: _Block) -> CodeReply:
    source, repairs = mend_layout(block.text)
    whole = "cut end" not in repairs and parses(source)
    return CodeReply(source, block.closed and whole, repairs)


def _rank(
    reply: CodeReply, wanted: Sequence[str], is_draft_first: bool
) -> tuple[bool, int, bool, int]:
    names = top_level_names(reply.source)
    found = sum(1 for name in wanted if name in names)
    length = 0 if is_draft_first and found else len(reply.source)
    return parses(reply.source), found, reply.complete, length


def _blocks(said: str) -> Iterator[_Block]:
    """Yield every candidate piece: fenced blocks, code in JSON, bare code."""
    fenced = list(_fenced(said))
    python = [block for block in fenced if block.language.lower() in _PYTHON] or fenced
    yield from python
    yield from _in_json(said)
    if not fenced:
        yield from _bare(said)


def _fenced(said: str) -> Iterator[_Block]:
    """Blocks between fences; a fence inside a string of the code does not end its block."""
    lines = said.split("\n")
    index = 0
    while index < len(lines):
        opening = _FENCE.match(lines[index])
        index += 1
        if opening is None:
            continue
        end = _end_of_block(lines, index, opening.group(1))
        text = "\n".join(lines[index : len(lines) if end is None else end])
        if end is None and not text.strip():
            return  # It closes a block that has no opening fence.
        yield _Block(text, end is not None, opening.group(2))
        if end is None:
            return
        index = end + 1


def _end_of_block(lines: list[str], start: int, fence: str) -> int | None:
    """Get the closing fence; the first one behind which the code so far parses, else the first."""
    ends: list[int] = []
    for index in range(start, len(lines)):
        mark = _FENCE.match(lines[index])
        if mark is None or mark.group(1)[0] != fence[0] or len(mark.group(1)) < len(fence):
            continue
        if mark.group(2) and ends:
            break
        if mark.group(2):
            continue
        ends.append(index)
        if len(ends) > _MOST_ENDS:
            break
        if parses(mend_layout("\n".join(lines[start:index]))[0]):
            return index
    return ends[0] if ends else None


def _in_json(said: str) -> Iterator[_Block]:
    """Code that came as a string inside a JSON object."""
    for match in re.finditer(
        r'"(?:code|source|python|program|solution|function|implementation)"\s*:\s*', said
    ):
        try:
            value, _ = json.JSONDecoder(strict=False).raw_decode(said[match.end() :])
        except ValueError:
            continue
        if isinstance(value, str):
            yield _Block(value, True)


def _bare(said: str) -> Iterator[_Block]:
    """Code without a fence: from the first line that looks like code to the last that parses."""
    lines = said.split("\n")
    starts = [n for n, line in enumerate(lines) if _CODE_LINE.match(line.strip())][:5]
    found = [_Block(block, False) for block in (_longest_code(lines[n:]) for n in starts) if block]
    yield from found or [_Block("\n".join(lines[n:]), False) for n in starts]


def _longest_code(lines: list[str]) -> str:
    """Return the longest run of lines from the first on that is code ("" if none)."""
    end = len(lines)
    while end > 0:
        text = "\n".join(lines[:end])
        broken = broken_line(text)
        if not broken:
            is_code = any(isinstance(node, _STATEMENTS) for node in ast.parse(text).body)
            return text if is_code else ""
        # What is wrong in a line stays wrong whatever follows it.
        end = min(end, broken) - 1
    return ""
