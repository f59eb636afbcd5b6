"""Commands on the user's own files."""

from ...domain.json_value import JSONObject
from ..command_registry import Given, command
from ..context import CommandContext
from ..output import Code, Grid, Line, Output, Part, Tone


@command("/compare FILE WITH [--function NAME] [--inputs PATH] [--python PATH]", group="Your files")
def compare(context: CommandContext, given: Given) -> Output:
    """Measure whether the second file is really faster than the first, and does the same.

    Compares the functions and methods that both files define, or only that of --function, and
    measures the slowest. Inputs come from doctests, tests next to the first file, or type hints;
    with --function also from make_input(seed, size) in the inputs file.
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
    " [--allow-read PATH] [--in-place] [--cluster ADDRESS] [--tls DIR]",
    group="Your files",
)
def optimize(context: CommandContext, given: Given) -> Output:
    """Make a function of your file faster, only where it is measured and does the same.

    Writes FILE.optimized.py and a report next to it; with --in-place the file itself, with a
    backup. Inputs come from make_input(seed, size) in the inputs file, from doctests, tests
    next to it, or type hints. Without --function the slowest function is chosen. With --cluster
    it runs on a worker of a Dask cluster (docs/CLUSTER.md).
    """
    return _answer_of(context, "optimize", given, keep="--in-place" in given)


@command(
    "/test FILE [--function NAME] [--python PATH] [--allow-read PATH] [--write]"
    " [--cluster ADDRESS] [--tls DIR]",
    group="Your files",
)
def grow_suite(context: CommandContext, given: Given) -> Output:
    """Grow a pytest suite for your file: only tests that see the code broken are kept.

    What the code does now is what the tests expect. With --write the suite is saved next to the
    file as test_NAME.py, never over another one. With --cluster it runs on a worker of a Dask
    cluster (docs/CLUSTER.md).
    """
    return _answer_of(context, "test", given, keep="--write" in given)


@command("/compare-models TASK", group="Your files")
def compare_models(context: CommandContext, given: Given) -> Output:
    """Let each configured model solve the same task, and show what came of it side by side.

    Nothing is recalled from memory and nothing is kept.
    """
    with context.watch() as notify:
        compared = context.app.model_trials.compare(given["TASK"], notify)
    rows = compared.rows
    heads = ("model", "solved", "tests", "attempts", "seconds", "tokens", "score", "result")
    grid = Grid(heads, tuple(map(_cells, rows)))
    parts: list[Part] = [grid]
    for row in rows:
        if row.get("code"):
            parts += [Line(f"{row['model']}:", Tone.HEAD), Code(str(row["code"]))]
        if row.get("note"):
            parts.append(Line(f"{row['model']}: {row['note']}", Tone.WARN))
    sentence = Line(compared.sentence, Tone.GOOD if compared.any_solved else Tone.BAD)
    return Output((*parts, sentence), compared.answer, ok=compared.any_solved)


def _cells(row: JSONObject) -> tuple[str, ...]:
    tests = f"{row.get('tests_passed', 0)} of {row.get('tests', 0)}"
    shown = (row.get(name, "") for name in ("attempts", "seconds", "tokens", "score", "result"))
    return (str(row["model"]), "yes" if row["solved"] else "no", tests, *map(str, shown))


def _answer_of(context: CommandContext, name: str, given: Given, *, keep: bool) -> Output:
    """Run the command here, or on a worker of the cluster that is named."""
    # Imported here: the prompt starts without it.
    from ...usercode.requests import UserCodeRequest

    request = UserCodeRequest(
        given["FILE"],
        given.get("--function", ""),
        given.get("--inputs", ""),
        given.get("--rounds", ""),
        given.get("--python", ""),
        given.get("--allow-read", ""),
        keep,
    )
    address = given.get("--cluster", "")
    with context.watch() as notify:
        if address:
            from ...cluster.cluster_commands import run_on_cluster

            answer = run_on_cluster((address, given.get("--tls", "")), name, request, notify)
        elif name == "optimize":
            answer = context.app.user_files.optimize(request, notify)
        else:
            answer = context.app.user_files.test(request, notify)
    first, *others = answer.lines
    head = Line(first, Tone.GOOD if answer.ok else Tone.PLAIN)
    code = (Code(answer.code),) if answer.code else ()
    lines = (head, *(Line(line, Tone.DIM) for line in others))
    return Output((*code, *lines), dict(answer.answer), ok=answer.ok)
