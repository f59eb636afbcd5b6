"""Commands on the user's own files."""

from ...domain.json_value import JSONObject
from ...usercode.requests import UserCodeAnswer, UserCodeRequest
from ..command_registry import Given, command
from ..context import CommandContext
from ..output import Code, Grid, Line, Output, Part, Tone


@command(
    "/compare FILE WITH [--function NAME] [--inputs PATH] [--python PATH]",
    group="Your files",
)
def compare(context: CommandContext, given: Given) -> Output:
    """Measure whether the second file is really faster than the first, and does the same.

    Two programs that read JSON, or with --function one function of each, called with the tuple
    that make_input(seed, size) in the inputs file returns.
    """
    compared = context.app.user_files.compare(
        given["FILE"],
        given["WITH"],
        function=given.get("--function", ""),
        inputs=given.get("--inputs", ""),
        python=given.get("--python", ""),
    )
    tone = Tone.GOOD if compared.kept else Tone.PLAIN
    return Output((Line(compared.sentence, tone),), dict(compared.answer), ok=compared.kept)


@command(
    "/optimize FILE [--function NAME] [--inputs PATH] [--rounds N] [--python PATH]"
    " [--allow-read PATH] [--in-place]",
    group="Your files",
)
def optimize(context: CommandContext, given: Given) -> Output:
    """Make a function of your file faster, only where it is measured and does the same.

    Writes FILE.optimized.py and a report beside it; with --in-place the file itself, with a
    backup. Inputs come from make_input(seed, size) in the inputs file, from doctests, tests
    beside it, or type hints. Without --function the slowest function is chosen.
    """
    request = UserCodeRequest(
        given["FILE"],
        given.get("--function", ""),
        given.get("--inputs", ""),
        given.get("--rounds", ""),
        given.get("--python", ""),
        given.get("--allow-read", ""),
        "--in-place" in given,
    )
    with context.watch() as notify:
        answer = context.app.user_files.optimize(request, notify)
    return _answer_output(answer)


@command(
    "/test FILE [--function NAME] [--python PATH] [--allow-read PATH] [--write]",
    group="Your files",
)
def test(context: CommandContext, given: Given) -> Output:
    """Grow a pytest suite for your file: only tests that see the code broken are kept.

    What the code does now is what the tests expect. With --write the suite is saved beside the
    file as test_NAME.py, never over another one.
    """
    request = UserCodeRequest(
        given["FILE"],
        given.get("--function", ""),
        python=given.get("--python", ""),
        allow_read=given.get("--allow-read", ""),
        keep="--write" in given,
    )
    with context.watch() as notify:
        answer = context.app.user_files.test(request, notify)
    return _answer_output(answer)


@command("/compare-models TASK", group="Your files")
def compare_models(context: CommandContext, given: Given) -> Output:
    """Let each configured model solve the same task, and show what came of it side by side.

    Nothing is recalled from memory and nothing is kept.
    """
    with context.watch() as notify:
        compared = context.app.compare_models(given["TASK"], notify)
    rows = compared.rows
    heads = ("model", "solved", "tests", "attempts", "seconds", "tokens", "score", "result")
    grid = Grid(heads, tuple(map(_cells, rows)))
    parts: list[Part] = [grid]
    for row in rows:
        if row.get("code"):
            parts += [Line(f"{row['model']}:", Tone.HEAD), Code(str(row["code"]))]
        if row.get("note"):
            parts.append(Line(f"{row['model']}: {row['note']}", Tone.WARN))
    tone = Tone.GOOD if compared.any_solved else Tone.BAD
    sentence = Line(compared.sentence, tone)
    return Output((*parts, sentence), compared.answer, ok=compared.any_solved)


def _cells(row: JSONObject) -> tuple[str, ...]:
    tests = f"{row.get('tests_passed', 0)} of {row.get('tests', 0)}"
    shown = (row.get(name, "") for name in ("attempts", "seconds", "tokens", "score", "result"))
    return (str(row["model"]), "yes" if row["solved"] else "no", tests, *map(str, shown))


def _answer_output(answer: UserCodeAnswer) -> Output:
    first, *others = answer.lines
    head = Line(first, Tone.GOOD if answer.ok else Tone.PLAIN)
    code = (Code(answer.code),) if answer.code else ()
    lines = (head, *(Line(line, Tone.DIM) for line in others))
    return Output((*code, *lines), dict(answer.answer), ok=answer.ok)
