"""Every regular expression of ours takes time that grows with its text, not with its square.

For each pattern texts are made from its own parse tree that match it as long as they can and then
fail: each unbounded repeat, repeated many times behind what comes before it. Patterns that take
the square are put to short texts only, and the place that sees to that is tested.
"""

import ast
import functools
import importlib
import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from src.language.ambiguity import QUOTED
from src.language.follow_ups import _VALUE_ENDS
from src.language.function_requests import LONGEST_OPENING, Wanted, read_request
from src.language.given_code import LONGEST_LINE, _stated
from src.language.plain_text import LONGEST_INTRODUCTION, plain_text_of
from src.library.formats import _RULES
from src.models import error_mapping

ROOT = Path(__file__).resolve().parents[1]
# What is run, or copied beside an exported node, cannot be imported here.
LEFT_OUT = ("__main__.py", "exported_replies.py")
PACKAGES = sorted(path.name for path in (ROOT / "src").iterdir() if (path / "__init__.py").exists())
READ_TASKS = ("language", "library")
LENGTH, LONG = 50_000, 200_000
SECONDS = 1.0
BOUNDED = {
    "src/language/function_requests:_REQUEST[0].match": LONGEST_OPENING,
    "src/language/given_code:_CASE_LINE[0].search": LONGEST_LINE,
    "src/language/plain_text:_INTRODUCTION[0].match": LONGEST_INTRODUCTION,
}
METHODS = {"src/language/small_talk:_LEADS": {"match"}, "src/analyzers/catalogue": {"match"}}
"""How patterns of a list or a file are put to a text, where their file does not show it."""
WORD = r"(?<!\w)a a(?!\w)"
MADE: dict[str, tuple[str, ...]] = {
    "src/cli/command_registry:_take_options": (r"(?<!\S)--a\s+(\"[^\"]*\"|\S+)(?!\S)",),
    # A docstring of one of our functions, or of a node.
    "src/documents/function_arguments:_documented": (
        r"(?m)^a : [^\n]+\n[ \t]+(?P<text>\S[^\n]*)$",
        r"(?m)^[ \t]*(?::param (?:\w+ )?|[-*] )?`*a`*(?: ?\([^)\n]*\))?:[ \t]+(?P<text>\S[^\n]*)$",
    ),
    # The name of a type in an array's hint.
    "src/guest_code/argument_kinds:_array": ("u|int8|int16", "int|signed"),
    "src/language/ambiguity:_is_delimited": (
        rf"\A(?:{QUOTED})(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s+)(?:{QUOTED}))*\Z",
    ),
    "src/language/follow_ups:_with_part": (rf"(?<!\w)[^\s,]{{1,60}}+,\S{{1,60}}?{_VALUE_ENDS}",),
    "src/language/follow_ups:_of_other_rows": (WORD,),
    "src/language/follow_ups:_with_word": (WORD,),
    "src/language/known_wording:_occurrences": (WORD,),
    "src/language/learned_phrases:_named_word": (WORD,),
    "src/language/tokenizer:with_opposite": (WORD,),
    # The phrases of the library read 10,000 characters: see tests/fuzz.
    "src/language/phrases:_found": (),
    # It compiles what is a pattern of its module then.
    "src/language/small_talk:wording": (),
    "src/language/task_parts:abstracted": (r"\{\w+\}|(?<!\w)(?:a a|a)(?!\w)",),
    "src/language/values_in_text:holds_value": (WORD,),
    "src/language/values_of_call:_is_said": (r"(?<![^\W\d_])a a(?![^\W\d_])",),
    "src/library/formats:password_strength": tuple(_RULES.values()),
    "src/library/stub_functions:stub_source": (r"(?<![.\w])a(?=\()",),
    "src/library/text_counts:_ambiguous_count": (WORD, "(?=a a)"),
    "src/library/text_counts:count_word": (WORD,),
    "src/library/text_templates:_asked": (r"(?is)\A(.*?)\b(?:a a|b)\b(.*)$",),
    "src/models/error_mapping:applies": tuple(rule.says for rule in error_mapping._RULES),
    "src/models/error_mapping:is_out_of_memory": (error_mapping._OUT_OF_MEMORY,),
    "src/nodes/node_manifest:ids_on": (r"a_node(?:_[1-9][0-9]{0,8})?",),
    "src/prompts/thought_marks:_end_of_fence": (r"(?m)^[ \t]*```[ \t]*$",),
    "src/tasks/unused_values:take_bare": (WORD, r"(?<!\w)a[\s,;]+(?:and\s+)?b(?!\w)"),
    # The pattern of a manifest, which its user has to trust.
    "src/toolbox/tool_arguments:check_pattern": (),
    "src/toolbox/tool_arguments:problem_of": (),
    "src/toolbox/tool_manifest:check": (),
    "src/usercode/patch:_indented": (r"^(?:    )+", r"^(?:\t)+"),
    "src/usercode/suite_runner:_whole": (r"(?m)^\s*(from|import) a\b",),
    "src/web/task_pages:with_files": (r"(@(?:\"a\s+b\"|a\s+b(?!\w|\.\w)))",),
}
"""Examples of what each function makes that makes patterns from what it is given."""
ANCHORED = ("match", "fullmatch")
FLAGS = {"IGNORECASE", "MULTILINE", "DOTALL", "VERBOSE", "I", "M", "S", "X"}

Use = tuple[re.Pattern[str], str]
"""A pattern, and the method by which it is put to a text."""


@functools.cache
def uses_in(package: str) -> dict[str, Use]:
    """The patterns of a package's files, by place and method."""
    found: dict[str, Use] = {}
    for place, examples in MADE.items():
        if place.startswith(f"src/{package}/"):
            found |= {
                f"{place}[{n}]": (re.compile(one), "search") for n, one in enumerate(examples)
            }
    for path in sorted((ROOT / "src" / package).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if path.name in LEFT_OUT or not re.search(r"^import re$", text, re.MULTILINE):
            continue
        place = path.relative_to(ROOT).with_suffix("")
        tree = ast.parse(text)
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        module = importlib.import_module(".".join(place.parts))
        named: set[str] = set()
        for name, value in vars(module).items():
            for number, pattern in enumerate(_patterns(value)):
                named.add(pattern.pattern)
                for method in METHODS.get(f"{place}:{name}") or _methods(tree, name):
                    found[f"{place}:{name}[{number}].{method}"] = (pattern, method)
        for node in calls:
            for pattern, method in _inline(node):
                if method != "compile":
                    found[f"{place}:{node.lineno}"] = (pattern, method)
                elif pattern.pattern not in named:
                    # In a function, or a part of another value.
                    for used in METHODS.get(str(place), {"search"}):
                        found[f"{place}:{node.lineno}.{used}"] = (pattern, used)
    return found


def _inline(node: ast.Call) -> Iterator[Use]:
    if not isinstance(node.func, ast.Attribute) or ast.unparse(node.func.value) != "re":
        return
    pattern = node.args[0] if node.args else None
    if isinstance(pattern, ast.Constant) and node.func.attr != "escape":
        flags = {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)} & FLAGS
        yield re.compile(pattern.value, sum(getattr(re, flag) for flag in flags)), node.func.attr


def makers_in(path: Path) -> set[str]:
    """The functions of a file that make patterns from what they are given."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    place = path.relative_to(ROOT).with_suffix("")
    return {
        f"{place}:{function.name}"
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and _makes_pattern(node)
    }


def _makes_pattern(node: ast.Call) -> bool:
    name = ast.unparse(node.func)
    is_ours = name.startswith("re.") and name not in ("re.escape", "re.error")
    return is_ours and bool(node.args) and not isinstance(node.args[0], ast.Constant)


def _patterns(value: Any) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, (tuple, list, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _patterns(one)


def _methods(tree: ast.Module, name: str) -> set[str]:
    """The methods by which a module uses its own pattern; searching where that is not seen."""
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    direct = {one.attr for one in attributes if ast.unparse(one.value) == name}
    seen = {"search" if one not in ANCHORED else one for one in direct if one != "pattern"}
    return seen or {"search"}


def long_texts(pattern: re.Pattern[str], length: int) -> list[str]:
    """Texts that a backtracking engine may take long for."""
    texts: dict[str, None] = {}
    for before, repeated in _repeats(list(parser.parse(pattern.pattern, pattern.flags))):
        count = length // max(1, len(repeated))
        for whole in (before + repeated * count, repeated * count):
            texts |= {whole + "\x01": None, whole: None}
        texts[(before + repeated) * (length // max(1, len(before + repeated))) + "\x01"] = None
    return list(texts)


def _repeats(items: list[Any]) -> Iterator[tuple[str, str]]:
    """What comes before each unbounded repeat, and what it repeats."""
    for index, (code, value) in enumerate(items):
        before = _sample(items[:index])
        inner: list[list[Any]] = []
        if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            inner = [list(value[2])]
            if value[1] > 20:
                yield from ((before, one) for one in _samples(list(value[2])) if one)
        elif code is op.SUBPATTERN:
            inner = [list(value[3])]
        elif code is op.BRANCH:
            inner = [list(branch) for branch in value[1]]
        elif code in (op.ASSERT, op.ASSERT_NOT):
            inner = [list(value[1])]
        for part in inner:
            yield from ((before + more, repeated) for more, repeated in _repeats(part))


def _samples(items: list[Any]) -> Iterator[str]:
    """Texts that the items match, one for each way through their first choice."""
    for index, (code, value) in enumerate(items):
        choice = value[3][0] if code is op.SUBPATTERN and len(value[3]) == 1 else (code, value)
        if choice[0] is op.BRANCH:
            for branch in choice[1][1]:
                yield _sample(items[:index]) + _sample(list(branch)) + _sample(items[index + 1 :])
            return
    yield _sample(items)


def _sample(items: list[Any]) -> str:
    return "".join(_sample_of(code, value) for code, value in items)


def _sample_of(code: Any, value: Any) -> str:
    simple: dict[Any, Callable[[], str]] = {
        op.LITERAL: lambda: chr(value),
        op.NOT_LITERAL: lambda: "b" if value == ord("a") else "a",
        op.ANY: lambda: "a",
        op.IN: lambda: _member(value),
        op.BRANCH: lambda: _sample(list(value[1][0])),
        op.SUBPATTERN: lambda: _sample(list(value[3])),
        op.MAX_REPEAT: lambda: _sample(list(value[2])) * value[0],
        op.POSSESSIVE_REPEAT: lambda: _sample(list(value[2])) * value[0],
        op.MIN_REPEAT: lambda: _sample(list(value[2])) * value[0],
    }
    return simple[code]() if code in simple else ""


def _member(items: list[Any]) -> str:
    """A character of a class, blanks and letters first."""
    candidates = [" ", "a", "1", "x", "é", *map(chr, range(32, 127)), "\n"]
    return next((char for char in candidates if _is_member(items, char)), "a")


def _is_member(items: list[Any], char: str) -> bool:
    kinds = {
        "DIGIT": char.isdigit(),
        "SPACE": char.isspace(),
        "WORD": char.isalnum() or char == "_",
    }
    inside = False
    for code, value in items:
        if code is op.LITERAL:
            inside |= ord(char) == value
        elif code is op.RANGE:
            inside |= value[0] <= ord(char) <= value[1]
        elif code is op.CATEGORY:
            _, *negated, kind = str(value).split("_")
            inside |= kinds[kind] != bool(negated)
    return inside != any(code is op.NEGATE for code, _ in items)


class TookTooLong(Exception):
    """A pattern used up its processor time."""


def too_slow(use: Use, length: int, *, of_task: bool = False) -> str:
    """The text, shortened, for which the pattern takes too long; "" if there is none.

    A task has single blanks when it is put to a pattern.
    """
    pattern, method = use

    def give_up(_number: int, _frame: object) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGVTALRM, give_up)
    try:
        for text in long_texts(pattern, length):
            text = " ".join(text.split()) if of_task else text
            signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
            if method in ANCHORED:
                getattr(pattern, method)(text)
            else:
                # Found again and again, as by all other methods.
                sum(1 for _ in pattern.finditer(text))
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except TookTooLong:
        return f"{pattern.pattern!r}: {text[:40]!r} ..."
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return ""


@pytest.mark.parametrize("length", (LENGTH, pytest.param(LONG, marks=pytest.mark.soak)))
@pytest.mark.parametrize("package", PACKAGES)
def test_no_pattern_takes_the_square_of_its_text(package: str, length: int) -> None:
    slow = {
        place: too_slow(use, BOUNDED.get(place, length), of_task=package in READ_TASKS)
        for place, use in uses_in(package).items()
    }

    assert {place: text for place, text in slow.items() if text} == {}


def test_no_pattern_is_forgotten() -> None:
    files = [*sorted((ROOT / "src").rglob("*.py")), ROOT / "node_runtime.py"]
    texts = {path: path.read_text(encoding="utf-8") for path in files}

    assert set().union(*map(makers_in, files)) == set(MADE)
    # Under another name, the patterns of a file would not be found.
    odd = re.compile(r"^\s*(?:from re import|import re as|from regex|import regex)", re.MULTILINE)
    assert [str(path) for path, text in texts.items() if odd.search(text)] == []
    # Only these are not imported here; what they compile must be tried as theirs.
    assert [
        path.name for path in files if path.name in LEFT_OUT and "re.compile" in texts[path]
    ] == []
    used = set().union(*(uses_in(package) for package in PACKAGES))
    assert set(BOUNDED) <= used


def test_what_is_too_long_for_a_pattern_is_not_put_to_it() -> None:
    polite = "please " * LONGEST_OPENING
    call = "f(1) returns 2"
    introduction = f"Here is {'a ' * LONGEST_INTRODUCTION}poem:\n"

    assert read_request(f"{polite}write a function that adds numbers").wanted is Wanted.RESULT
    assert read_request("please write a function that adds numbers").wanted is Wanted.FUNCTION
    assert [line[0] for line in _stated(call)] == ["f(1)"]
    assert list(_stated(call + " " * LONGEST_LINE)) == []
    assert plain_text_of("Here is a poem:\nA calm pond.", "a poem") == "A calm pond."
    assert plain_text_of(introduction + "A calm pond.", "a poem").startswith("Here is")


@pytest.mark.parametrize("pattern", ["<[^>]*>", r"\s+$", "(a+)+$", r"(\w+\s?)+:", "a.*b.*c"])
def test_a_slow_pattern_is_noticed(pattern: str) -> None:
    assert too_slow((re.compile(pattern), "search"), LONG)
