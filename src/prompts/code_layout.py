"""Repairs the layout of a model's code: line ends, quotes, fences, prompts, tabs, a cut end."""

import ast
import re
import textwrap
import warnings
from collections.abc import Callable

_QUOTES = str.maketrans(
    "\u2018\u2019\u201c\u201d\u00a0\u202f\u2013\u2212", "''\"\"  --", "\u200b\ufeff"
)
_FENCE_LINE = re.compile(r"^\s*(`{3,}|~{3,})\w*\s*$")
_PROMPT = re.compile(r"^\s*(>>>|\.\.\.)( |$)")
_END_TOKENS = re.compile(r"<\|\w+\|>|</?s>|\[/?INST\]")
_NUMBERED = re.compile(r"^\s*\d{1,3}\s?[|:.]? ?")


def parses(source: str) -> bool:
    """Return True if it is Python and not empty."""
    try:
        with warnings.catch_warnings():
            # "\d" in a plain string is the model's habit; it is not our user's to hear of.
            warnings.simplefilter("ignore")
            return bool(ast.parse(source).body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def broken_line(source: str) -> int:
    """Return the number of the line at which it stops being Python, 0 if it is."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source)
    except SyntaxError as error:
        return max(1, error.lineno or 1)
    except (ValueError, RecursionError, MemoryError):
        # A null byte, or brackets without end: no use to look for what is code before them.
        return 1
    return 0


def top_level_names(source: str) -> frozenset[str]:
    """Return the functions and classes it defines (none if it does not parse)."""
    if not parses(source):
        return frozenset()
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return frozenset(node.name for node in ast.parse(source).body if isinstance(node, kinds))


def mend_layout(source: str) -> tuple[str, tuple[str, ...]]:
    """Repair the layout so that the source parses, if possible; also return the repairs made.

    Source that parses is changed only in its line ends.
    """
    text = source.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    done = ["line ends"] if "\r" in source else []
    for name, repair in _REPAIRS:
        if parses(text):
            break
        repaired = repair(text)
        if repaired != text:
            text = repaired
            done.append(name)
    return text.rstrip() + "\n", tuple(done)


def _drop_fences(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not _FENCE_LINE.match(line))


def _drop_quote_marks(text: str) -> str:
    lines = text.split("\n")
    if not all(line.startswith(">") for line in lines if line.strip()):
        return text
    return "\n".join(line.removeprefix(">").removeprefix(" ") for line in lines)


def _drop_prompts(text: str) -> str:
    lines = text.split("\n")
    if not any(line.lstrip().startswith(">>>") for line in lines):
        return text
    return "\n".join(_PROMPT.sub("", line) for line in lines if _PROMPT.match(line))


def _drop_numbers(text: str) -> str:
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines or not all(re.match(r"\s*\d{1,3}[|:.]?(\s|$)", line) for line in lines):
        return text
    return "\n".join(_NUMBERED.sub("", line, count=1) for line in lines)


def _drop_leading_prose(text: str) -> str:
    """Drop the text before the first line of code, if that makes it parse."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if number and re.match(r"(import|from|def|class|@)\b", line):
            kept = "\n".join(lines[number:])
            return kept if parses(kept) else text
    return text


def _expand_tabs(text: str) -> str:
    return re.sub(r"^[ \t]+", lambda found: found[0].expandtabs(4), text, flags=re.MULTILINE)


def _dedent(text: str) -> str:
    dedented = textwrap.dedent(text)
    if dedented != text or not text[:1].isspace():
        return dedented
    # Only the first lines are indented: the model began inside the fence's line.
    return text.lstrip()


def _close_indent(text: str) -> str:
    """Indent a body that begins in the column of its `def`."""
    lines = text.split("\n")
    for number, line in enumerate(lines[:-1]):
        follows = lines[number + 1]
        opens = re.match(r"(\s*)(def|class|for|while|if|else|elif|try|with)\b.*:\s*$", line)
        if opens and follows.strip() and len(follows) - len(follows.lstrip()) <= len(opens[1]):
            shifted = [f"    {rest}" if rest.strip() else rest for rest in lines[number + 1 :]]
            return "\n".join([*lines[: number + 1], *shifted])
    return text


def _drop_cut_end(text: str) -> str:
    """Leave out the last top-level statement, which was cut, if whole functions stand before."""
    lines = text.split("\n")
    heads = [
        n for n, line in enumerate(lines) if re.match(r"(def|class|if|for|while|print|@|\w)", line)
    ]
    for head in reversed(heads[-3:]):
        kept = "\n".join(lines[:head]).rstrip()
        if "def " in kept and parses(kept):
            return kept
    return text


_REPAIRS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("stray fence", _drop_fences),
    ("end tokens", lambda text: _END_TOKENS.sub("", text)),
    ("quote marks", _drop_quote_marks),
    ("odd characters", lambda text: text.translate(_QUOTES)),
    ("console prompts", _drop_prompts),
    ("line numbers", _drop_numbers),
    ("tabs", _expand_tabs),
    ("indentation", _dedent),
    ("body not indented", _close_indent),
    ("text before the code", _drop_leading_prose),
    ("cut end", _drop_cut_end),
)
